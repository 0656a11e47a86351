"""`elements_chain` as PostHog's ingestion writes it: innermost element first, attributes sorted."""

from __future__ import annotations

from functools import cache

from orchestration.demo.layout import Element, Node


@cache
def elements_chain(element: Element, href: str) -> str:
    """The chain of a press; `href` is where this very link led (templates share one layout).

    Elements are joined by `;`, inside quotes `"` is escaped.
    """
    return ";".join([_link(element.node, href), *(_link(node, "") for node in element.ancestors)])


def _link(node: Node, href: str) -> str:
    attributes = dict(node.attributes)
    if href and "href" in attributes:
        attributes["href"] = href
    named = {f"attr__{key}": value for key, value in attributes.items()}
    if node.classes:
        named["attr__class"] = " ".join(node.classes)
    if node.element_id:
        named |= {"attr__id": node.element_id, "attr_id": node.element_id}
    if "href" in attributes:
        named["href"] = attributes["href"]
    named |= {"nth-child": str(node.nth_child), "nth-of-type": str(node.nth_of_type)}
    if node.text:
        named["text"] = node.text
    classes = "".join(f".{name}" for name in sorted(node.classes))
    written = "".join(f'{key}="{_escaped(value)}"' for key, value in sorted(named.items()))
    return f"{node.tag}{classes}:{written}"


def _escaped(value: str) -> str:
    return value.replace('"', '\\"')

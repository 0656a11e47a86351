"""`elements_chain` as PostHog's ingestion writes it: innermost element first, attributes sorted."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from orchestration.demo.layouts import Element, Node


@cache
def elements_chain(element: Element, href: str) -> str:
    """The chain of a press; `href` is where the link led, which differs within a page template.

    Elements are joined by `;`, inside quotes `"` is escaped.
    """
    own, *ancestors = element.nodes
    if own.href and href:
        own = replace(own, href=href)
    return ";".join(_link(node) for node in (own, *ancestors))


def _link(node: Node) -> str:
    named = {}
    if node.classes:
        named["attr__class"] = " ".join(node.classes)
    if node.key:
        named |= {"attr__data-attr": node.key, "attr__id": node.key, "attr_id": node.key}
    if node.href:
        named |= {"attr__href": node.href, "href": node.href}
    named |= {"nth-child": str(node.nth_child), "nth-of-type": str(node.nth_of_type)}
    if node.text:
        named["text"] = node.text
    classes = "".join(f".{name}" for name in sorted(node.classes))
    quoted = {key: value.replace('"', '\\"') for key, value in sorted(named.items())}
    return f"{node.tag}{classes}:" + "".join(f'{key}="{value}"' for key, value in quoted.items())

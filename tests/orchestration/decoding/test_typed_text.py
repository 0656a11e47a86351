"""The text of an element is what everybody sees of it, and never what one person typed or chose."""

from pathlib import Path

import pytest

from tests.orchestration.decoding.case import MIXPANEL, Warehouse, line, with_properties

FIELDS = ["input", "textarea", "select", "option"]


def posthog_text(root: Path, tag: str, **properties: str) -> str | None:
    """The text that is kept of a click on an element of PostHog's chain with a text of its own."""
    warehouse = Warehouse(root)
    own = "" if properties else 'text="June 1970"'
    clicked = {"$event_type": "click", **properties}
    warehouse.decode(line(event="$autocapture", elements_chain=f"{tag}:{own}", properties=clicked))
    return warehouse.one("element_text")[0]


def mixpanel_text(root: Path, tag: str) -> str | None:
    """The text that is kept of a click that Mixpanel tells with a text."""
    warehouse = Warehouse(root)
    clicked = {"$elements": [{"$tag_name": tag}], "$el_text": "June 1970"}
    warehouse.decode(with_properties(MIXPANEL, **clicked), format="mixpanel")
    return warehouse.one("element_text")[0]


@pytest.mark.parametrize("tag", FIELDS)
def test_posthogs_text_of_a_field_is_not_kept(tag: str, tmp_path: Path) -> None:
    assert posthog_text(tmp_path, tag) is None


@pytest.mark.parametrize("tag", FIELDS)
def test_posthogs_text_of_the_innermost_element_is_not_kept_of_a_field(
    tag: str, tmp_path: Path
) -> None:
    assert posthog_text(tmp_path, tag, **{"$el_text": "June 1970"}) is None


@pytest.mark.parametrize("tag", FIELDS)
def test_mixpanels_text_of_a_field_is_not_kept(tag: str, tmp_path: Path) -> None:
    assert mixpanel_text(tmp_path, tag) is None


EDITABLE = [
    ("contenteditable", "true"),
    ("contenteditable", ""),
    ("contenteditable", "plaintext-only"),
    ("role", "textbox"),
    ("role", "searchbox"),
    ("role", "combobox"),
]


@pytest.mark.parametrize(("attribute", "value"), EDITABLE)
def test_text_inside_an_editable_element_is_not_kept(
    attribute: str, value: str, tmp_path: Path
) -> None:
    posthog, mixpanel = Warehouse(tmp_path / "posthog"), Warehouse(tmp_path / "mixpanel")
    chain = f'p:text="June 1970";div:attr__{attribute}="{value}";body:'
    editor = {"$tag_name": "div", f"$attr-{attribute}": value}
    typed = {"$elements": [{"$tag_name": "p"}, editor], "$el_text": "June 1970"}

    posthog.decode(
        line(event="$autocapture", elements_chain=chain, properties={"$event_type": "click"})
    )
    mixpanel.decode(with_properties(MIXPANEL, **typed), format="mixpanel")

    assert posthog.one("element_text") == mixpanel.one("element_text") == (None,)


def test_text_of_an_element_that_nobody_can_type_into_is_kept(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    chain = 'p:attr__contenteditable="false"text="June 1970";body:'

    warehouse.decode(
        line(event="$autocapture", elements_chain=chain, properties={"$event_type": "click"})
    )

    assert warehouse.one("element_text") == ("June 1970",)


def test_the_text_of_a_button_is_kept(tmp_path: Path) -> None:
    assert posthog_text(tmp_path / "own", "button") == "June 1970"
    assert posthog_text(tmp_path / "inner", "button", **{"$el_text": "June 1970"}) == "June 1970"
    assert mixpanel_text(tmp_path / "mixpanel", "button") == "June 1970"

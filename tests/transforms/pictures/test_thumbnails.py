"""A thumbnail in a page is one picture, whatever things are called."""

from html.parser import HTMLParser

import pytest

from transforms.pictures.png import thumb_html

URI = "data:image/png;base64,AAAA"


class Tags(HTMLParser):
    """What a browser makes of a text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '" onerror="alert(1)', "a & b", "'", "&quot;"]
)
def test_a_name_is_words_in_a_page(name: str) -> None:
    ((tag, attributes),) = Tags(thumb_html(URI, name)).tags

    assert tag == "img"
    assert attributes == {"width": "160", "alt": name, "src": URI}


@pytest.mark.parametrize("uri", ["https://example.com/x.png", "javascript:alert(1)", ""])
def test_an_address_from_elsewhere_is_no_thumbnail(uri: str) -> None:
    with pytest.raises(ValueError, match="data URI"):
        thumb_html(uri, "words")

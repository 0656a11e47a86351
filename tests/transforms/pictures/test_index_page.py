"""The page that lists pictures can be read without a script, whatever things are called."""

from html.parser import HTMLParser

from transforms.pictures.index_page import Listed, index_page

DAY = "2026-11-21"
HOSTILE = "</h2><script>alert('x')</script>\"\u202e\n"


class Tags(HTMLParser):
    """Every tag of a page with its attributes, and all of its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def listed(feature: str, segment: str = "all", **changes: str | int | None) -> Listed:
    one = Listed(feature, segment, "desktop", "a~2F/clicks.png", "data:image/png;,", "words", 1, 2)
    return one._replace(**changes)  # type: ignore[arg-type]


def test_pictures_of_a_feature_are_together_below_its_name() -> None:
    page = Tags(index_page(DAY, {}, [listed("/a"), listed("/a", "plan=pro"), listed("/b")]))

    assert [tag for tag, _ in page.tags if tag in ("h2", "img")] == [
        "h2",
        "img",
        "img",
        "h2",
        "img",
    ]
    assert "plan=pro, desktop" in page.text


def test_a_picture_links_to_its_file_and_other_pages_are_linked() -> None:
    page = Tags(index_page(DAY, {"All": [("all days", "../index.html")]}, [listed("/a")]))

    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert links == ["../index.html", "#f0", "a~2F/clicks.png"]


def test_names_are_words_and_no_markup() -> None:
    one = listed(HOSTILE, HOSTILE, band=HOSTILE, alt=HOSTILE, path=HOSTILE)

    page = Tags(index_page(HOSTILE, {HOSTILE: [(HOSTILE, HOSTILE)]}, [one]))

    assert "script" not in {tag for tag, _ in page.tags}
    assert page.text.count("<script>alert('x')</script>") == 7
    assert "\u202e" not in page.text
    assert {name for tag, attributes in page.tags if tag == "img" for name in attributes} == {
        "loading",
        "src",
        "alt",
    }


def test_few_people_are_not_counted() -> None:
    page = index_page(DAY, {}, [listed("/a", people=None), listed("/b", people=1)])

    assert "1 clicks of too few people to say" in page
    assert "1 clicks of 1 person" in page


def test_a_day_without_a_picture_says_so() -> None:
    assert "No place on a page was clicked by enough people" in index_page(DAY, {}, [])


def test_a_day_of_matrices_alone_says_so_too() -> None:
    hours = listed("The product", clicks=None, kind="hours", period="week")

    page = index_page(DAY, {}, [hours])

    assert "No place on a page was clicked by enough people" in page
    assert "<b>People by weekday and hour</b>, of the week" in page


def test_a_scroll_map_tells_its_page_views_and_a_kind_of_clicks_its_name() -> None:
    reach = listed("/a", clicks=None, kind="scroll_reach", views=1200)

    page = index_page(DAY, {}, [reach, listed("/a", kind="rage_clicks", clicks=7)])

    assert "scroll reach of 1,200 page views" in page
    assert "7 rage clicks of 2 people" in page

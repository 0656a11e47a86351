"""Places of files in the copy: inside the export's folder, and never the same twice."""

from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from orchestration.storage.names import LocalNames, local_name

PIECES = st.sampled_from(["..", ".", "", "/", "a", "A", "%", "%2E", "%odd", "\0", "é", "x" * 300])
PATHS = st.text(st.characters(codec="utf-8")) | st.lists(PIECES).map("/".join)


@given(PATHS)
def test_any_path_has_a_place_inside(path: str) -> None:
    name = local_name(path)

    parts = PurePosixPath(name).parts
    assert name.isascii() and name.isprintable()
    assert not name.startswith("/")
    assert parts and not {"..", "."} & set(parts)
    assert all(0 < len(part) <= 255 for part in name.split("/"))
    assert len(name) < 1000


@given(PATHS, PATHS)
def test_different_paths_have_different_places(one: str, other: str) -> None:
    assert (local_name(one) == local_name(other)) == (one == other)


@given(st.lists(PATHS, unique=True))
def test_places_in_one_copy_never_cross(paths: list[str]) -> None:
    names = LocalNames()

    places = [names.choose(path).casefold() for path in paths]

    folders = {str(folder) for place in places for folder in PurePosixPath(place).parents}
    assert len(set(places)) == len(places)
    assert not folders & set(places)


def test_a_plain_path_keeps_its_name() -> None:
    path = "events/2026/11/16/2026-11-16T00:00:00+00:00_part=1.jsonl.gz"

    assert local_name(path) == path


def test_a_long_name_keeps_its_ending() -> None:
    name = local_name(f"events/{'x' * 300}.jsonl.gz")

    assert name.startswith("%odd/") and name.endswith("xx.jsonl.gz")


def test_names_that_differ_by_case_get_places_that_differ_by_more() -> None:
    names = LocalNames(["Events/A.csv"])

    assert names.choose("events/b.csv") == "events/b.csv"
    assert names.choose("Events/a.csv").startswith("%odd/")


def test_a_file_and_a_folder_of_the_same_name_both_find_a_place() -> None:
    names = LocalNames()

    assert names.choose("a") == "a"
    assert names.choose("a/b").startswith("%odd/")
    assert names.choose("c/d") == "c/d"
    assert names.choose("c").startswith("%odd/")

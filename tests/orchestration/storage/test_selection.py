"""Which listed files are data of an export."""

import pytest

from orchestration.storage.selection import selection


@pytest.mark.parametrize(
    ("path", "is_data"),
    [
        ("a/b.parquet", True),
        ("a/b.parquet.sz", True),
        ("a/b.jsonl.br", True),
        ("a/b.zip", True),
        ("a/b.txt", False),
        ("a/.b.csv", False),
        ("_tmp/b.csv", False),
        ("a/manifest.json", False),
        ("a/2026-11-16-2026-11-17_manifest.json", False),
        ("a/mymanifest.json", True),
    ],
)
def test_data_files_are_known_by_their_names(path: str, is_data: bool) -> None:
    _, is_chosen = selection(None)

    assert is_chosen(path) is is_data


def test_a_manifest_is_no_data_also_where_a_pattern_matches_it() -> None:
    _, is_chosen = selection("**/*.json")

    assert [is_chosen(f"a/{name}.json") for name in ("day", "day_manifest")] == [True, False]

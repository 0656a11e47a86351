"""Rules of comparisons.csv that name what nobody has are said: their line, and what there is."""

from pathlib import Path

import duckdb
import pytest

from orchestration.insights.unmet import bands_of, names_seen, unmet_comparisons
from orchestration.settings import load_settings
from orchestration.settings.exports_file import Settings
from orchestration.warehouse.folder import create_database, opened

NAMES = {
    "band": ["phone", "desktop"],
    "segment": ["all", "plan=free", "plan=pro"],
    "feature": ["/", "/pricing"],
}


def settings_of(folder: Path, *rules: str) -> Settings:
    (folder / "rules").mkdir()
    header = "compared_with,segment,feature,band"
    (folder / "rules" / "comparisons.csv").write_text("\n".join([header, *rules, ""]))
    (folder / "rules" / "viewport_bands.csv").write_text(
        "band,min_width,max_width,drawn_width\nphone,1,480,390\ndesktop,481,9999,1440\n"
    )
    exports = folder / "exports.yaml"
    exports.write_text("exports:\n- {name: web, format: mixpanel, url: web/}\nrules: rules/\n")
    return load_settings(exports)


@pytest.mark.parametrize(
    ("rule", "said", "known"),
    [
        ("the rest,*,*,phne", "band: nobody has the band 'phne'", "phone, desktop"),
        ("band=phne,all,*,desktop", "compared_with: nobody has the band 'phne'", "phone, desktop"),
        ("plan=x,plan=free,*,*", "compared_with: nobody has the segment 'plan=x'", "plan=pro"),
        ("the rest,plan=team,*,*", "segment: nobody has the segment 'plan=team'", "plan=pro"),
        ("the week before,all,/price,*", "feature: nobody has the feature '/price'", "/pricing"),
    ],
)
def test_a_name_that_nobody_has_is_said_with_its_line_and_what_there_is(
    rule: str, said: str, known: str, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path, "the rest,plan=pro,*,*", rule)

    (text,) = unmet_comparisons(settings, NAMES)

    assert text.startswith(f"comparisons.csv:3: {said}, so nothing is compared; ")
    assert known in text.partition("(known: ")[2]


def test_what_somebody_has_and_what_is_of_everybody_is_not_said(tmp_path: Path) -> None:
    settings = settings_of(
        tmp_path,
        "the week before,all,*,*",
        "before a release,*,,",
        "the control,plan=pro,/pricing,phone",
        "plan=free,plan=pro,/,desktop",
        "band=phone,,/,desktop",
    )

    assert list(unmet_comparisons(settings, NAMES)) == []


def test_what_cannot_be_known_yet_is_not_said(tmp_path: Path) -> None:
    """Before the first night there are bands; a warehouse may lack a table, or have no row."""
    settings = settings_of(tmp_path, "the rest,plan=team,/price,*", "the rest,*,*,tablet")
    made = tmp_path / "marts.duckdb"
    create_database(made)
    with opened(made) as marts:
        marts.execute("create schema marts")
        marts.execute("create table marts.dim_features (feature varchar)")

    before = [*unmet_comparisons(settings, names_seen(tmp_path / "none.duckdb"))]
    after = [*unmet_comparisons(settings, names_seen(made))]
    of_rules = [*unmet_comparisons(settings, bands_of(settings))]

    assert (before, after) == ([], [])
    assert [text.partition(";")[0] for text in of_rules] == [
        "comparisons.csv:3: band: nobody has the band 'tablet', so nothing is compared"
    ]


def test_names_that_a_night_saw_are_those_of_its_tables(tmp_path: Path) -> None:
    made = tmp_path / "usage.duckdb"
    with duckdb.connect(str(made)) as marts:
        marts.execute("create schema marts")
        marts.execute("create table marts.dim_features as select '/pricing' as feature")
        marts.execute("create table marts.dim_segments as select 'plan=pro' as segment")

    assert names_seen(made) == {"feature": ["/pricing"], "segment": ["plan=pro"]}

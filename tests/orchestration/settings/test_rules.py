"""`rules:` of the exports file: CSVs of an installation in place of the seeds."""

from pathlib import Path

import pytest

from orchestration.installation import Installation
from orchestration.models.dbt import run_dbt
from orchestration.settings import SettingsError, load_settings
from orchestration.settings.environment import Environment
from orchestration.warehouse.folder import opened

EXPORTS = """
exports:
  - {name: web, format: mixpanel, url: web/}
rules: rules/
"""


def written(folder: Path, **files: str) -> Path:
    """An exports file beside a folder of rules."""
    (folder / "rules").mkdir()
    for name, text in files.items():
        (folder / "rules" / f"{name}.csv").write_text(text)
    (folder / "exports.yaml").write_text(EXPORTS)
    return folder / "exports.yaml"


def test_a_file_takes_the_place_of_the_seed_of_its_name_and_of_no_other(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, placeholder_ids="id\nNobody\n"))

    assert settings.nobody() == ["nobody"]
    assert settings.rule_file("bots").parent.name == "seeds"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("feature", "feature\n", "feature.csv: there are no rules of this name"),
        ("features", "feature,url_templates\n", "features.csv:1: no column 'url_templates'"),
        ("features", "feature,feature\n", "features.csv:1: the column feature is there twice"),
        ("features", "", "features.csv:1: the file is empty; its first line is feature,url_"),
        ("features", "feature\na\nb,c\n", "features.csv:3: 2 values for 1 columns"),
        ("features", "event_name\na\n", "features.csv:1: the column feature is missing"),
        ("features", "feature,event_name\n,a\n", "features.csv:2: feature: '' is nothing"),
        ("features", "feature,element_key\na,[data-attr=b]\n", "write [[]data-attr=b]"),
        ("viewport_bands", "band,min_width\na,wide\n", "viewport_bands.csv:2: min_width: 'wide'"),
        ("goals", "goal,target_date\na,soon\n", "goals.csv:2: target_date: 'soon' is no date"),
        ("funnels", "funnel,is_open\na,perhaps\n", "is_open: 'perhaps' is no boolean"),
        ("funnels", "funnel,step\na,9\n", "funnels.csv:2: step: '9' is no word for it; take a"),
        (
            "segments",
            "attribute,source\na,traits\n",
            "'traits' is no word for it; did you mean trait",
        ),
        (
            "segments",
            "attribute,value,source\nplan,*,\nentry,*,session\n",
            "segments.csv:3: attribute: 'entry' is no word for it",
        ),
        ("bots", 'pattern\n"*bot*\n', "bots.csv: no CSV in UTF-8"),
    ],
)
def test_a_file_that_is_not_as_its_seed_is_named_with_line_and_column(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(written(tmp_path, **{name: text}))

    assert "exports.yaml:4: rules" in str(caught.value)
    assert said in str(caught.value)


def test_a_segment_of_habits_asks_all_days_before_and_one_of_sessions_does_not(
    tmp_path: Path,
) -> None:
    for number, (row, is_asked) in enumerate(
        {
            "returning,*,session": True,
            "lifecycle,power,session": True,
            "friction_hit,*,session": True,
            "returning,*,property": False,
            "returning,*,": False,
            "entry_page,*,session": False,
        }.items()
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        source = written(folder, segments=f"attribute,value,source\n{row}\n")

        assert load_settings(source).asks_all_days_before() == is_asked


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    source = written(tmp_path)
    (tmp_path / "rules").rmdir()

    with pytest.raises(SettingsError, match="rules' is no folder; make it, or remove the key"):
        load_settings(source)


def test_dbt_reads_the_rows_by_the_names_of_their_columns(tmp_path: Path) -> None:
    settings = load_settings(
        written(
            tmp_path,
            bots="name,pattern\n\"It's, a bot\",*it's*\n",
            features="feature,event_name\nf,e\n",
        )
    )
    at = Installation(Environment(tmp_path / "warehouse", settings.source, "UTC", "salt"), settings)
    at.warehouse.root.mkdir()
    files = {name: str(file) for name, file in settings.rules.items()}

    run_dbt(["seed", "--select", "bots", "features"], at.warehouse.root, {"rule_files": files})

    with opened(at.warehouse.work, read_only=True) as work:
        read = work.execute("select pattern, name from seeds.bots").fetchall()
        assert read == [("*it's*", "It's, a bot")]
        assert work.execute("from seeds.features").fetchall() == [("f", None, None, "e")]

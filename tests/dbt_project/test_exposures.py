"""Who reads the tables is written down: what is published, and what everybody may see."""

import pytest
from dbt.contracts.graph.manifest import Manifest

from orchestration.models.dbt import parsed_project


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return parsed_project()


def test_every_mart_is_in_the_published_file(manifest: Manifest) -> None:
    exposed = manifest.exposures["exposure.usage_heatmaps.usage_duckdb"].depends_on.nodes

    published = {
        name
        for name, node in manifest.nodes.items()
        if name.startswith("model.") and node.database == "marts_file"
    }
    assert set(exposed) == published


def test_every_shared_table_is_in_the_shared_file(manifest: Manifest) -> None:
    exposed = manifest.exposures["exposure.usage_heatmaps.shared_duckdb"].depends_on.nodes

    shared = {
        name
        for name, node in manifest.nodes.items()
        if name.startswith("model.")
        and node.database == "marts_file"
        and node.config.meta.get("shared")
    }
    assert set(exposed) == shared


def test_no_shared_table_has_a_row_for_a_person_a_session_or_an_event(manifest: Manifest) -> None:
    shared = {
        name: set(node.columns)
        for name, node in manifest.nodes.items()
        if name.startswith("model.")
        and node.database == "marts_file"
        and node.config.meta.get("shared")
    }

    assert len(shared) > 5
    for name, columns in shared.items():
        keys = {column for column in columns if column.endswith(("_id", "user_key"))}
        assert keys <= {"rules_id"}, name

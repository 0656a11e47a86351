"""Who reads the tables is written down, and complete."""

import pytest
from dbt.contracts.graph.manifest import Manifest

from tests.end_to_end.nights import parsed_project


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return parsed_project({})


def test_every_mart_is_in_the_published_file(manifest: Manifest) -> None:
    exposed = manifest.exposures["exposure.usage_heatmaps.usage_duckdb"].depends_on.nodes

    published = {
        name
        for name, node in manifest.nodes.items()
        if name.startswith("model.") and node.database == "marts_file"
    }
    assert set(exposed) == published

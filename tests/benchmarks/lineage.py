"""Which models a mart is made of, as dbt's manifest has it."""

import json
from collections.abc import Iterable

from orchestration.models.dbt import prepared_manifest


def models_behind(marts: Iterable[str]) -> frozenset[str]:
    """These marts and every model that they read, directly or through others."""
    manifest = json.loads(prepared_manifest().read_bytes())
    names = {
        node: manifest["nodes"][node]["name"]
        for node in manifest["parent_map"]
        if node.startswith("model.")
    }
    reached = {node for node, name in names.items() if name in set(marts)}
    front = reached
    while front:
        parents = {parent for node in front for parent in manifest["parent_map"][node]}
        front = (parents & names.keys()) - reached
        reached = reached | front
    return frozenset(names[node] for node in reached)

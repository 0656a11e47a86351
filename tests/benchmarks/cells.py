"""How many clicks the cells show where `minimum_cell_users` is raised, against a fixed quadtree.

python -m tests.benchmarks.cells WAREHOUSE, of a warehouse whose exports file has
`vars: {minimum_cell_users: 5}`. A fixed quadtree merges cells of 8 px into those of 16, 32 and
64 px that begin at multiples of their edge.
"""

import argparse
from pathlib import Path

import duckdb

GRID = "event_date, feature, segment, band, layer"

SHOWN = """
    select cell_px, sum(mass) / (select sum(mass) from work.intermediate.int_heatmap_cells) as share
    from work.intermediate.int_heatmap_cells
    where cell_px is not null
    group by cell_px
    order by cell_px
"""

MASSES = f"""
    create temp table masses as
    select {GRID}, user_key, x_bin, y_bin, mass from work.intermediate.int_heatmap_masses
    anti join work.intermediate.int_grids_withheld using (event_date, feature, segment, band)
"""

LEFT_BY_CELLS = f"""
    create or replace temp table masses as
    select {GRID}, user_key, x_bin // 2 as x_bin, y_bin // 2 as y_bin, sum(mass) as mass
    from (select *, count(*) over (partition by {GRID}, x_bin, y_bin) as people from masses)
    where people < $people
    group by all
"""


def quadtree(work: duckdb.DuckDBPyConnection, people: int) -> float:
    """The share of the clicks in cells of a fixed quadtree, 0 to 1."""
    work.execute(MASSES)
    ((all_clicks,),) = work.execute("select sum(mass) from masses").fetchall()
    for _edge in (8, 16, 32, 64):
        work.execute(LEFT_BY_CELLS, {"people": people})
    ((hidden,),) = work.execute("select coalesce(sum(mass), 0) from masses").fetchall()
    return 1 - hidden / all_clicks


def main() -> None:
    """Print both shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--people", type=int, default=5)
    options = parser.parse_args()
    with duckdb.connect() as work:
        work.execute(f"attach '{options.warehouse / 'work.duckdb'}' as work (read_only)")
        shown = work.execute(SHOWN).fetchall()
        print(f"fixed quadtree  {quadtree(work, options.people):.1%} of the clicks in cells")
        sizes = ", ".join(f"{share:.1%} in {size} px" for size, share in shown)
        print(f"int_heatmap_cells  {sum(share for _, share in shown):.1%}: {sizes}")


if __name__ == "__main__":
    main()

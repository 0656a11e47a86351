"""What `heatmaps show` prints of the published warehouse."""

import duckdb
from rich.console import Console
from rich.markup import escape

from orchestration.cli.terminal import print_query
from orchestration.warehouse.folder import Warehouse

QUESTIONS = {
    "Which features are used most, and for how long?": """
select feature, sum(user_count) as user_days, sum(page_view_count) as page_views,
    sum(click_count) as clicks,
    round(sum(engaged_seconds) / nullif(sum(user_count), 0)) as engaged_seconds_per_user_day
from marts.feature_usage_daily
where segment = 'all' and not is_suppressed
group by feature
order by user_days desc
limit 8
""",
    "Which elements get the clicks of the people who see their page?": """
select page, coalesce(element_label, element_key) as element, sum(click_count) as clicks,
    round(sum(clicked_page_view_count) / sum(page_view_count), 3) as click_through_rate
from marts.element_clicks_daily
where segment = 'all' and not is_suppressed
group by page, element_key, element
order by clicks desc
limit 8
""",
    "How far down do people get?": """
select feature, band, depth_px,
    round(sum(reaching_count) / sum(page_view_count), 2) as share_reaching
from marts.scroll_reach_daily
where segment = 'all' and depth_px in (900, 1500, 2000)
group by feature, band, depth_px
having sum(page_view_count) >= 100
order by share_reaching, feature, band
limit 8
""",
}


def overview(warehouse: Warehouse, console: Console) -> None:
    """Print what is published, where it lies, and three questions with their answers."""
    if not warehouse.published.exists():
        console.print("nothing is published yet: run heatmaps night, or heatmaps demo")
        return
    with duckdb.connect(str(warehouse.published), read_only=True) as published:
        first_day, last_day, sessions, users = published.execute(
            """
            select min(session_date), max(session_date), count(*), count(distinct user_key)
            from marts.fct_sessions
            """
        ).fetchall()[0]
        console.print(f"{sessions:,} sessions of {users:,} users, {first_day} to {last_day}")
        console.print()
        for question, sql in QUESTIONS.items():
            console.print(f"[bold]{escape(question)}[/bold]")
            print_query(console, published, sql)
        pictures = published.execute(
            """
            select rel_path from marts.heatmap_images
            where segment = 'all' order by event_date desc, click_count desc limit 6
            """
        ).fetchall()
    console.print("[bold]Pictures[/bold]")
    if not pictures:
        console.print("none: no place on a page was clicked by enough people to be shown")
    for (path,) in pictures:
        console.print(escape(str(warehouse.root / path)), soft_wrap=True)
    console.print()
    console.print("[bold]Tables[/bold], for SQL and BI tools (open read-only)")
    console.print(escape(str(warehouse.published)), soft_wrap=True)

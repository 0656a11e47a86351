"""The tables of what is unusual: their columns and words.

What to put here: what readers are told of a column. What is computed is in `transforms/insights/`.
"""

from typing import Final

from orchestration.warehouse.own_tables import OwnTable

SERIES: Final = {
    "metric": ("VARCHAR NOT NULL", "The metric, as in metrics_daily."),
    "feature": (
        "VARCHAR NOT NULL",
        "What it is measured of, as in metrics_daily: a feature, `(all)`, a page, goal or funnel.",
    ),
    "segment": ("VARCHAR NOT NULL", "The segment: `all`, or attribute=value."),
}

FOUND: Final = {
    "score": (
        "DOUBLE NOT NULL",
        "How far off, in standard deviations; below 0 where it is less than expected or before.",
    ),
    "p_value": ("DOUBLE NOT NULL", "How likely so much is by chance, of one series."),
    "adjusted_p_value": (
        "DOUBLE NOT NULL",
        "The smallest share of false discoveries, of all series of the date, at which this is one"
        " (Benjamini and Hochberg 1995).",
    ),
}

ANOMALIES: Final = OwnTable(
    "metric_anomalies",
    "One row per metric, feature, segment and date that can be judged: a series of metrics_daily"
    " known on the date, on the same weekday of the four weeks before, and on 20 of these 28 days;"
    " none before four weeks exist. A count without a row is 0 once the series has begun. After a"
    " change that lasts days are unusual for a week or two, until the four weeks hold it. Source:"
    " median and median absolute deviation (MAD) over 28 days, against the medians of their own"
    " weekdays, on a scale on which chance is the same at every level (Anscombe 1948), and never"
    " less than what chance does; p-values by Student's t of 7 degrees of freedom. Example: select"
    " event_date, metric, feature, value, expected_value from marts.metric_anomalies where"
    " is_anomaly and segment = 'all' order by event_date desc, abs(score) desc",
    {
        **SERIES,
        "value": ("DOUBLE NOT NULL", "The metric on the date."),
        "expected_value": ("DOUBLE NOT NULL", "Median of the same weekday, of four weeks before."),
        "expected_low": ("DOUBLE NOT NULL", "Lower end of where 95 % of such days are."),
        "expected_high": ("DOUBLE NOT NULL", "Upper end of where 95 % of such days are."),
        **FOUND,
        "is_anomaly": (
            "BOOLEAN NOT NULL",
            "True where adjusted_p_value is at most 0.05: at most so many of these are by chance.",
        ),
        "event_date": ("DATE NOT NULL", "Date in the warehouse time zone."),
    },
)

CHANGES: Final = OwnTable(
    "metric_changes",
    "One row per metric, feature, segment, span (day_count) and date for which a series of"
    " metrics_daily is known on as many days from the date on and before it. A release (table"
    " dim_annotations) is compared so; why a series changed is not in the numbers, and what grows"
    " all the time changes on every date. Of neighbouring dates that are changes the one with the"
    " smallest p_value is the likeliest. Source: paired t test of days with their weekdays before,"
    " which scatter at least by chance. Example: select changes.metric, changes.feature,"
    " value_before, value_after, difference_low, difference_high from marts.metric_changes as"
    " changes inner join marts.dim_annotations as notes on changes.event_date = notes.event_date"
    " where notes.kind = 'release' and day_count = 7 and segment = 'all' order by p_value",
    {
        **SERIES,
        "day_count": ("BIGINT NOT NULL", "Days on either side of the date: 7 or 14."),
        "value_before": ("DOUBLE NOT NULL", "Mean of the days before the date."),
        "value_after": ("DOUBLE NOT NULL", "Mean of the days from the date on."),
        "difference": ("DOUBLE NOT NULL", "value_after - value_before."),
        "difference_low": ("DOUBLE NOT NULL", "Lower end of its 95 % interval."),
        "difference_high": ("DOUBLE NOT NULL", "Upper end of its 95 % interval."),
        **FOUND,
        "is_change": (
            "BOOLEAN NOT NULL",
            "True where adjusted_p_value is at most 0.05: at most so many of these are by chance.",
        ),
        "event_date": (
            "DATE NOT NULL",
            "The first day of those after, in the warehouse time zone.",
        ),
    },
)

HEATMAP_CHANGES: Final = OwnTable(
    "heatmap_changes",
    "One row per feature, band, segment, what it is compared_with, week (event_date is its Monday)"
    " and region of the page: where people clicked otherwise than others did. The rules of the seed"
    " comparisons say what is compared. Region 0 is the whole page; only days that are over are"
    " compared, and groups of at least 30 people. Source: Fisher's exact test with mid-p on"
    " distinct people in squares of 40 px, and a permutation of people for the page, each with"
    " Benjamini and Hochberg over all comparisons of the week; squares that touch are a region;"
    " intervals by Newcombe. Example:"
    " select feature, segment, y_px, clicked_user_count, difference from marts.heatmap_changes"
    " where region > 0 order by abs(difference) desc",
    {
        "feature": ("VARCHAR NOT NULL", "The feature, as in heatmap_grids."),
        "segment": ("VARCHAR NOT NULL", "The segment: `all`, or attribute=value."),
        "band": ("VARCHAR NOT NULL", "Width of the screen, as in heatmap_grids."),
        "compared_with": (
            "VARCHAR NOT NULL",
            "`the week before`, `the rest` of the week's people, `before` and the name of a release"
            " (its first seven days, of which the last is in the week, with the seven before them),"
            " another segment, such as the control of an experiment (who is in both segments is in"
            " neither), or another band, as `band=desktop`, by element.",
        ),
        "region": (
            "INTEGER NOT NULL",
            "0 for the whole page; 1 has the largest difference.",
        ),
        "element_key": (
            "VARCHAR",
            "The element that is the region, where bands are compared; `(others)` for those that"
            " fewer than minimum_users people click, together.",
        ),
        "layer": (
            "VARCHAR",
            "`page`, or `fixed` for what does not scroll; null as the place of an element may be.",
        ),
        "x_px": ("INTEGER", "Left edge, px at the width that the band is drawn at."),
        "y_px": ("INTEGER", "Top edge, px."),
        "width_px": ("INTEGER", "Width, px."),
        "height_px": ("INTEGER", "Height, px."),
        "user_count": ("BIGINT NOT NULL", "People of the segment who clicked on the page."),
        "other_user_count": ("BIGINT NOT NULL", "People of the others who did."),
        "clicked_user_count": ("BIGINT", "People of the segment who clicked in the region."),
        "other_clicked_user_count": ("BIGINT", "People of the others who did."),
        "difference": (
            "DOUBLE",
            "clicked_user_count by user_count, less the same of the others: 0.1 is 10 points more.",
        ),
        "low": ("DOUBLE", "Lower end of its 95 % interval."),
        "high": ("DOUBLE", "Upper end of its 95 % interval."),
        "q_value": (
            "DOUBLE",
            "The smallest share of false discoveries, over all squares of all comparisons of the"
            " week, at which a square of the region is one; of region 0, over all comparisons.",
        ),
        "distance": (
            "DOUBLE",
            "Of the whole page: share of clicks that lies elsewhere, each person one click.",
        ),
        "noise_floor": (
            "DOUBLE",
            "Distance that groups drawn by chance from the same people have in 1 of 20 cases.",
        ),
        "p_value": ("DOUBLE", "Share of such groups that are as far apart or further."),
        "is_different": (
            "BOOLEAN NOT NULL",
            "Of the whole page, whether its q_value is at most 0.05; true of every region.",
        ),
        "event_date": ("DATE NOT NULL", "Monday of the week."),
    },
)

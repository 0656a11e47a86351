{#
    What happens to a day's device depends on the activity that runs over the midnights beside it: a query of each of
    `rows` (event_date, anonymous_id, event_at, …) for its own day, the day before and the day after, as `day`.
    Only days of the window.
-#}
{% macro with_neighbours(rows) -%}
    select
        {{ rows }}.*,
        {{ rows }}.event_date + shifts.days as day
    from {{ rows }}
    cross join (select -1 as days union all select 0 as days union all select 1 as days) as shifts
    where {{ in_window(rows ~ '.event_date + shifts.days') }}
{%- endmacro %}

{#-
    Each of `rows` with the time its visit began, as `visit_at`. A visit is the activity of a device without a pause
    longer than a session's; midnight does not end it, and what came before the day before does not count.
-#}
{% macro with_visits(rows) -%}
    select
        *,
        max(begun_at) over (
            partition by day, anonymous_id
            order by event_at
            range between unbounded preceding and current row
        ) as visit_at
    from (
        select
            *,
            case
                when event_at <= lag(event_at) over (
                    partition by day, anonymous_id
                    order by event_at
                ) + interval {{ var('session_gap_minutes') }} minute then null
                else event_at
            end as begun_at
        from {{ rows }}
    ) as paused
{%- endmacro %}

{#- The trait that somebody was here, which nobody is told to have: it has one value, from the first visit on. -#}
{% macro first_visit() -%}
    '(first visit)'
{%- endmacro %}

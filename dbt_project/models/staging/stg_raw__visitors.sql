{{ config(materialized='days', day='event_date') }}

with visitors as (

    select distinct  -- visitors are few: patterns are matched once for each
        event_date,
        visitor_id,
        user_agent,
        url_host,
        traits,
        country,
        referrer_host,
        viewport_width
    from {{ ref('stg_raw__events') }}
    where {{ in_window('event_date') }}

)

select
    visitors.event_date,
    visitors.visitor_id,
    visitors.traits,
    visitors.country,
    visitors.referrer_host,
    visitors.viewport_width,
    exists(
        select 1
        from {{ ref('bots') }} as bot
        where {{ fits('lower(visitors.user_agent)', 'lower(bot.pattern)') }}
    ) as is_bot,
    exists(
        select 1
        from {{ ref('internal_traffic') }} as rule
        where
            {{ fits("
                case rule.field
                    when 'url_host' then lower(visitors.url_host)
                    when 'user_agent' then lower(visitors.user_agent)
                    when 'traits' then lower(visitors.traits)
                end
            ", 'lower(rule.pattern)') }}
    ) as is_internal
from visitors

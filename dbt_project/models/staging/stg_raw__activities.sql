{{ config(materialized='days', day='event_date') }}

-- Cleaning text costs; a day has millions of events but few distinct activities, so it is done once for each.
with activities as (

    select distinct  -- the rows of one activity are alike in every column taken here
        event_date,
        activity_id,
        url_path,
        event_name,
        page_title,
        element_tag,
        element_id,
        element_text,
        element_path,
        element_attributes,
        coalesce(
            nullif(element_text, ''),
            {{ member('element_attributes', "'aria-label'") }},
            {{ member('element_attributes', "'title'") }}
        ) as element_name
    from {{ ref('stg_raw__events') }}
    where {{ in_window('event_date') }}

),

paths as (

    select distinct url_path from activities  -- one row per path, for the templates

),

templated as (

    select
        paths.url_path,
        coalesce(
            -- the template `*` keeps a path as it is; a rule without a priority comes last
            min_by(
                case when rule.template = '*' then paths.url_path else rule.template end,
                (coalesce(rule.priority, 2147483647), rule.pattern)
            ) filter (where rule.pattern is not null),
            {{ url_template('paths.url_path') }}
        ) as page
    from paths
    left join {{ ref('url_templates') }} as rule
        on {{ fits('paths.url_path', 'rule.pattern') }}
    group by paths.url_path

)

select
    activities.event_date,
    activities.activity_id,
    {{ one_line('templated.page') }} as page,
    activities.event_name,
    {{ without_personal_data('activities.page_title') }} as page_title,
    {{ element_key('activities') }} as element_key,
    activities.element_tag,
    {{ without_personal_data('activities.element_name') }} as element_label
from activities
left join templated
    on activities.url_path is not distinct from templated.url_path

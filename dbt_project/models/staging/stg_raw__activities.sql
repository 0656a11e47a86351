{{ config(materialized='days', day='event_date') }}

-- Cleaning text costs; a day has millions of events but few distinct activities, so it is done once for each.
with activities as (

    select distinct  -- the rows of one activity are alike in every column taken here
        event_date,
        activity_id,
        url_host,
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

    select distinct  -- one row per path, for the templates
        url_host,
        url_path
    from activities

),

hosts as (

    select distinct url_host from paths  -- one row per host, for its name

),

named_hosts as (

    select
        hosts.url_host,
        {{ host_name('hosts.url_host') }} as host,
        -- apps that are made with web technology run at a local host, each on its own device
        {{ is_match('hosts.url_host', '(localhost|127[.]0[.]0[.]1)(:[0-9]+)?') }} as is_local,
        exists(
            select 1
            from {{ ref('stg_raw__hosts') }} as own
            where {{ fits('hosts.url_host', 'own.pattern') }}
        ) as is_own
    from hosts

),

templated as (

    select
        paths.url_host,
        paths.url_path,
        coalesce(
            -- the template `*` keeps a path as it is; a rule without a priority comes last
            min_by(
                case when rule.template = '*' then paths.url_path else rule.template end,
                (coalesce(rule.priority, 2147483647), rule.pattern)
            ) filter (where rule.pattern is not null),
            {{ url_template('paths.url_path') }}
        ) as page_path
    from paths
    left join {{ ref('url_templates') }} as rule
        on {{ fits_page('paths.url_host', 'paths.url_path', 'rule.pattern') }}
    group by paths.url_host, paths.url_path

),

pages as (

    -- a name that is no path, as a screen or a template may have, is a page of any host
    select
        templated.url_host,
        templated.url_path,
        named_hosts.host,
        {{ one_line('templated.page_path') }} as page_path,
        case
            when templated.page_path like '/%' and not named_hosts.is_local and not named_hosts.is_own
                then named_hosts.host
            else ''
        end as shown_host
    from templated
    left join named_hosts
        on templated.url_host = named_hosts.url_host

)

select
    activities.event_date,
    activities.activity_id,
    pages.host,
    pages.page_path,
    pages.shown_host || pages.page_path as page,
    {{ without_personal_data(one_line('activities.event_name')) }} as event_name,
    {{ without_personal_data('activities.page_title') }} as page_title,
    {{ element_key('activities') }} as element_key,
    activities.element_tag,
    -- the tags and roles that decoders look for at or above the point hit
    case
        when coalesce(activities.element_tag, {{ member('activities.element_attributes', "'role'") }}) is not null
            then coalesce(
                activities.element_tag in ('a', 'button', 'input', 'select', 'textarea', 'summary', 'label', 'option'),
                false
            )
            or coalesce({{ is_match(
                member('activities.element_attributes', "'role'"),
                'button|link|tab|switch|checkbox|radio|option|menuitem[a-z]*'
            ) }}, false)
    end as is_interactive,
    {{ without_personal_data('activities.element_name') }} as element_label
from activities
left join pages
    on
        activities.url_host is not distinct from pages.url_host
        and activities.url_path is not distinct from pages.url_path

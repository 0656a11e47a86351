with named as (

    select
        activities.*,
        -- what everybody may see of the page
        case when activities.page is not null then coalesce(named.page, {{ rare() }}) end as shown_page
    from {{ ref('stg_raw__activities') }} as activities
    left join {{ ref('int_pages_named') }} as named
        on activities.event_date = named.event_date and activities.page = named.page

)

select
    *,
    -- an element of a page as a number, for there are far more clicks than elements
    case when element_key is not null then {{ key_of(['shown_page', 'element_key']) }} end as element_id
from named

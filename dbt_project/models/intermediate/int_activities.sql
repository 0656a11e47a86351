select
    activities.*,
    -- what everybody may see of the page
    case when activities.page is not null then coalesce(named.page, {{ rare() }}) end as shown_page
from {{ ref('stg_raw__activities') }} as activities
left join {{ ref('int_pages_named') }} as named
    on activities.event_date = named.event_date and activities.page = named.page

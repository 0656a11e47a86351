-- Mixpanel's profiles, as its query API answers them: JSON lines, or answers with a list of `results`. What a profile
-- says is known since it was last seen. A profile of a browser has a sign before its id.
select
    line_number,
    problem,
    detail,
    damage,
    event_date,
    distinct_id || ' ' || last_seen as vendor_event_id,
    event_at,
    last_seen as event_at_text,
    'profile' as kind,
    case when starts_with(distinct_id, '$device:') then device_of(distinct_id) end as anonymous_id,
    case when not starts_with(distinct_id, '$device:') then distinct_id end as person_id,
    traits_of(as_traits(properties), as_traits(properties), as_traits(properties)) as traits
from records

-- PostHog batch export, model "persons": Parquet or JSON lines. A row for each distinct_id whose person changed in the
-- interval that the file is named by: who it is now, and with which properties. It holds from the beginning of the
-- interval, as what a merge says of an id.
select
    line_number,
    case
        when problem is not null then problem
        when try_cast(is_deleted as boolean) then 'left_out'
    end as problem,
    detail,
    damage,
    event_date,
    concat_ws(':', distinct_id, person_version, person_distinct_id_version) as vendor_event_id,
    event_at,
    file_name as event_at_text,
    'profile' as kind,
    person_id,
    distinct_id as merged_id,
    traits_of(properties, properties, properties) as traits
from records

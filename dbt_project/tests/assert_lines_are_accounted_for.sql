-- Returns files of which a line is lost or counted twice: lines = accepted + duplicate + rejected.
{{ config(meta={'dagster': {'ref': {'name': 'loads'}}}) }}

select
    export,
    path,
    line_count,
    accepted_count,
    duplicate_count,
    rejected_count
from {{ ref('loads') }}
where line_count <> accepted_count + duplicate_count + rejected_count or accepted_count < 0

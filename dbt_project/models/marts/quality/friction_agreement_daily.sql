{{ config(day='event_date') }}

with signals as (

    select *
    from {{ ref('int_friction_signals') }}
    where {{ in_window('event_date') }}

),

detectors as (

    select
        'rage_click' as signal,
        'vendor_rage_click' as vendor_signal,
        preset
    from {{ ref('rage_presets') }}
    union all
    select
        'suspected_dead_click' as signal,
        'vendor_dead_click' as vendor_signal,
        '(none)' as preset

),

vendors as (

    -- a vendor's detector may wait before it speaks
    select
        vendors.event_date,
        vendors.export,
        detectors.signal,
        detectors.preset,
        count(distinct derived.signal_id) as both_count,
        count(*) filter (where derived.signal_id is null) as vendor_only_count
    from signals as vendors
    inner join detectors
        on vendors.signal = detectors.vendor_signal
    left join signals as derived
        on
            vendors.event_date = derived.event_date
            and vendors.export = derived.export
            and vendors.session_id = derived.session_id
            and detectors.signal = derived.signal
            and detectors.preset = derived.preset
            and {{ microseconds('vendors.started_at') }} >= {{ microseconds('derived.started_at') }}
            and {{ microseconds('vendors.started_at') }} <= {{ microseconds('derived.ended_at') }}
            + {{ (var('suspected_dead_click_seconds') * 1000000) | int }}
    group by vendors.event_date, vendors.export, detectors.signal, detectors.preset

),

derived as (

    select
        event_date,
        export,
        signal,
        preset,
        count(*) as signal_count
    from signals
    group by event_date, export, signal, preset

)

select
    vendors.export,
    vendors.signal,
    vendors.preset,
    vendors.both_count,
    coalesce(derived.signal_count, 0) - vendors.both_count as derived_only_count,
    vendors.vendor_only_count,
    vendors.both_count
    / nullif(coalesce(derived.signal_count, 0) + vendors.vendor_only_count, 0) as agreement,
    vendors.event_date
from vendors
left join derived
    on
        vendors.event_date = derived.event_date
        and vendors.export = derived.export
        and vendors.signal = derived.signal
        and vendors.preset = derived.preset

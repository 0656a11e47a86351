{{ config(materialized='days', day='event_date', amends=1) }}

-- The cells of each grid that is shown.
with masses as (

    select
        masses.event_date,
        masses.feature,
        masses.segment,
        masses.band,
        masses.kind,
        masses.layer,
        masses.attribute,
        masses.user_key,
        masses.x_bin,
        masses.y_bin,
        masses.mass
    from {{ ref('int_heatmap_masses') }} as masses
    left join {{ ref('int_grids_withheld') }} as withheld
        on
            masses.event_date = withheld.event_date
            and {{ of_same_band('masses', 'withheld') }}
            and {{ in_window('withheld.event_date', before=1) }}
    left join {{ ref('int_kind_grids') }} as kinds
        on
            masses.event_date = kinds.event_date
            and {{ of_same_map('masses', 'kinds') }}
            and {{ in_window('kinds.event_date', before=1) }}
    where
        withheld.feature is null
        and (masses.kind = 'clicks' or not kinds.is_withheld)
        and {{ in_window('masses.event_date', before=1) }}

),

{{ cells_of_masses() }}

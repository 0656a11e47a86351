select
    *,
    -- PostHog stamps the rows of its heatmaps when the browser sends them, some seconds after they happened
    format <> 'posthog_heatmaps' as is_timed
from {{ source('raw', 'exports') }}

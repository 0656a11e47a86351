"""Trees that break a rule, and one that breaks none: path and text of each file."""

from collections.abc import Mapping

from tests.conventions import Rule, dbt_models, portable_sql, private_names, purity, tree

A_HASH = "--hash=sha256:" + 64 * "0"
A_PATH = "/" + "home/ann/exports"

TRANSFORM = "transforms/bins.py"
MODELS = "dbt_project/models"
MART = f"{MODELS}/marts/usage/fct_clicks.sql"
MART_PAGE = f"{MODELS}/marts/usage/fct_clicks.yml"
DESCRIBED = "models: [{name: fct_clicks, description: One row per click.}]"
PROJECT = "dbt_project/dbt_project.yml"
CONTRACT = "name: x\nmodels: {x: {marts: {+contract: {enforced: true}}}}"
A_QUERY = "select {} from {{{{ ref('int_clicks') }}}}"
A_SOURCE = "select * from {{ source('raw', 'events') }}"

# The rule, a tree that breaks it, and words of the complaint that say what and where.
BROKEN: list[tuple[Rule, Mapping[str, str], str]] = [
    (tree.every_folder_with_code_has_a_readme, {TRANSFORM: ""}, "transforms/ has code"),
    (tree.every_folder_with_code_has_a_readme, {MART: ""}, "marts/ has code"),
    (tree.no_module_is_a_catch_all, {"orchestration/utils.py": ""}, "'utils'"),
    (tree.no_module_is_a_catch_all, {"dbt_project/macros/common/a.sql": ""}, "'common'"),
    (tree.no_module_is_a_catch_all, {"tests/test_helpers.py": ""}, "'helpers'"),
    (tree.no_python_file_is_long, {TRANSFORM: "\n" * 301}, "bins.py has 301 lines"),
    (tree.no_path_of_one_machine, {"README.md": f"\nsee {A_PATH}"}, "README.md:2"),
    (tree.no_path_of_one_machine, {"Makefile": f"PYTHON={A_PATH}/python"}, "Makefile:1"),
    (tree.no_path_of_one_machine, {"exports.yaml": f"url: file://{A_PATH}"}, "exports.yaml:1"),
    (tree.no_lock_names_an_index, {"requirements.lock": "-i mirror/simple"}, "lock:1"),
    (tree.no_lock_names_an_index, {"requirements.lock": "# from https://x.org"}, "lock:1"),
    (tree.every_locked_package_has_hashes, {"requirements.lock": "rich==15.0.0\n"}, "rich"),
    (tree.every_locked_package_has_hashes, {"tests/x/requirements.lock": "rich==1\n"}, "tests/x/"),
    (tree.every_locked_package_has_hashes, {"requirements.lock": f"rich>9 {A_HASH}"}, "rich"),
    (tree.the_readme_shows_the_two_commands, {"README.md": "make test"}, "make demo"),
    (tree.the_readme_shows_the_two_commands, {"README.md": "make demo"}, "make test"),
    (
        private_names.nothing_private_of_dagster_is_used,
        {"orchestration/log.py": "\nfrom dagster._core.storage import event_log"},
        "log.py:2 uses dagster._core.storage.event_log",
    ),
    (
        private_names.nothing_private_of_dagster_is_used,
        {"tests/test_log.py": "import dagster as dg\ndg._core.instance"},
        "test_log.py:2 uses dg._core",
    ),
    (purity.transforms_import_nothing_impure, {TRANSFORM: "import dagster as dg"}, "dagster"),
    (purity.transforms_import_nothing_impure, {TRANSFORM: "import os.path"}, "os.path"),
    (purity.transforms_import_nothing_impure, {TRANSFORM: "\nfrom dbt import cli"}, "bins.py:2"),
    (purity.transforms_import_nothing_impure, {TRANSFORM: "from urllib import request"}, "urllib"),
    (purity.transforms_import_nothing_impure, {TRANSFORM: "def f():\n  import duckdb"}, "duckdb"),
    (purity.transforms_open_no_file, {TRANSFORM: "text = open(name)"}, "calls open()"),
    (purity.transforms_open_no_file, {TRANSFORM: "io.open(name)"}, "io.open()"),
    (purity.transforms_open_no_file, {TRANSFORM: "pl.read_csv(name)"}, "pl.read_csv()"),
    (purity.transforms_read_no_clock, {TRANSFORM: "datetime.now()"}, "datetime.now()"),
    (purity.transforms_read_no_clock, {TRANSFORM: "dt.date.today()"}, "dt.date.today()"),
    (purity.transforms_read_no_clock, {TRANSFORM: "datetime.utcnow()"}, "datetime.utcnow()"),
    (purity.transforms_draw_no_unseeded_chance, {TRANSFORM: "random.shuffle(a)"}, "shuffle()"),
    (purity.transforms_draw_no_unseeded_chance, {TRANSFORM: "np.random.default_rng()"}, "rng()"),
    (purity.transforms_draw_no_unseeded_chance, {TRANSFORM: "from random import choice"}, "choice"),
    (
        dbt_models.every_model_is_named_for_its_layer,
        {f"{MODELS}/staging/stg_events.sql": ""},
        "stg_<source>__<entities>",
    ),
    (
        dbt_models.every_model_is_named_for_its_layer,
        {f"{MODELS}/intermediate/sessions.sql": ""},
        "int_<entities>",
    ),
    (dbt_models.every_model_is_named_for_its_layer, {f"{MODELS}/marts/usage.sql": ""}, "fct_…"),
    (dbt_models.every_model_is_named_for_its_layer, {f"{MODELS}/maps/a.sql": ""}, "in no layer"),
    (dbt_models.every_model_has_its_page_beside_it, {MART: ""}, "has no fct_clicks.yml"),
    (
        dbt_models.every_model_has_its_page_beside_it,
        {MART: "", MART_PAGE: DESCRIBED.replace("fct_clicks", "fct_taps")},
        "must describe fct_clicks",
    ),
    (
        dbt_models.every_model_has_its_page_beside_it,
        {MART: "", MART_PAGE: "models: [{name: fct_clicks}]"},
        "has no description",
    ),
    (dbt_models.every_page_has_its_model_beside_it, {MART_PAGE: DESCRIBED}, "no fct_clicks.sql"),
    (
        dbt_models.every_mart_says_its_grain_first,
        {MART: "", MART_PAGE: DESCRIBED.replace("One row per click", "Clicks")},
        "begin with 'One row per'",
    ),
    (dbt_models.sources_are_read_in_staging_only, {MART: A_SOURCE}, "fct_clicks.sql calls source"),
    (
        dbt_models.sources_are_read_in_staging_only,
        {"dbt_project/macros/raw.sql": "{{ source ('raw', 'events') }}"},
        "macros/raw.sql calls source()",
    ),
    (dbt_models.marts_read_no_staging, {MART: "{{ ref('stg_raw__events') }}"}, "stg_raw__events"),
    (
        dbt_models.every_mart_has_a_contract,
        {MART: "", MART_PAGE: DESCRIBED, PROJECT: CONTRACT.replace("true", "false")},
        "has no enforced contract",
    ),
    (
        dbt_models.models_with_a_border_have_a_unit_test,
        {MART: "select case when a then b end as c", MART_PAGE: DESCRIBED},
        "fct_clicks.sql has a case or a window",
    ),
    (
        dbt_models.models_with_a_border_have_a_unit_test,
        {MART: "select count(*) over (order by a) as c", MART_PAGE: "unit_tests: []"},
        "fct_clicks.sql has a case or a window",
    ),
    (
        portable_sql.min_by_and_max_by_have_a_filter,
        {MART: A_QUERY.format("min_by(band, (floor(x), y)) as band")},
        "fct_clicks.sql:1: add `filter (where … is not null)`",
    ),
    (
        portable_sql.no_divisor_is_zero,
        {MART: A_QUERY.format("'/' as page,\n x / width as share")},
        "fct_clicks.sql:2: write nullif(…, 0) for the divisor '/ width'",
    ),
    (
        portable_sql.nothing_is_ordered_by_a_private_key,
        {
            f"{MODELS}/staging/stg_raw__events.sql": "select {{ key_of(['a', 'b']) }} as row_id",
            MART: A_QUERY.format("max_by(a, (b, row_id)) filter (where a is not null)"),
        },
        "fct_clicks.sql:1: row_id is another number on each engine",
    ),
    (
        portable_sql.columns_have_types_of_every_engine,
        {MART_PAGE: "models: [{name: m, columns: [{name: c, data_type: varchar}]}]"},
        "fct_clicks.yml: m.c is 'varchar': use one of string,",
    ),
    (
        portable_sql.columns_have_types_of_every_engine,
        {"dbt_project/seeds/a.yml": "seeds: [{name: s, config: {column_types: {c: text}}}]"},
        "a.yml: s.c is 'text'",
    ),
    (
        portable_sql.sql_is_spelled_for_every_engine,
        {MART: "-- any_value\n{# asof\n#} select hash(a)"},
        "fct_clicks.sql:3: write {{ key_of() }}, not 'hash('",
    ),
    *(
        (
            portable_sql.sql_is_spelled_for_every_engine,
            {path: sql},
            f"{path}:1: write {spelling}",
        )
        for path, sql, spelling in (
            (MART, A_QUERY.format("arg_min(a, b)"), "min_by() or max_by()"),
            (MART, A_QUERY.format("any_value(a)"), "max()"),
            (MART, "select * from a asof left join b using (c)", "{{ with_last_start() }}"),
            (MART, A_QUERY.format("lag(a ignore  nulls) over w"), "{{ last_known() }}"),
            (MART, A_QUERY.format("hash(a)"), "{{ key_of() }}"),
            (MART, A_QUERY.format("md5_number_lower(a)"), "{{ text_key() }}"),
            (MART, A_QUERY.format("to_hex(a)"), "{{ public_key() }}"),
            (MART, A_QUERY.format("epoch_us(a)"), "{{ microseconds() }}"),
            (MART, A_QUERY.format("unnest(a)"), "{{ each() }}"),
            (MART, A_QUERY.format("range(3)"), "{{ numbers() }}"),
            (MART, A_QUERY.format("string_agg(a)"), "{{ sorted_text() }}"),
            (MART, A_QUERY.format("quantile_cont(a, 0.5)"), "{{ quantile() }}"),
            (MART, A_QUERY.format("regexp_matches(a, 'b')"), "{{ has_match() }}"),
            (MART, A_QUERY.format("a glob b"), "{{ fits() }}"),
            (MART, A_QUERY.format("a ->> '/b'"), "{{ member() }} or {{ members() }}"),
            (MART, A_QUERY.format("json_keys(a)"), "{{ member() }} or {{ members() }}"),
            (MART, A_QUERY.format("list_filter(a, b)"), "{{ each_segment() }}"),
            (MART, "select 1 as a union all by name select 2 as a", "the same columns"),
            (MART, A_QUERY.format("* exclude (a)"), "the columns, one by one"),
            (MART, A_QUERY.format("a.* replace (1 as b)"), "the columns, one by one"),
            (MART, "{{ config(day='a') }} from b", "select … from"),
            (MART, "select a from (\n from b)", "select … from"),
            (MART, A_QUERY.format("a // 2"), "floor(x / y)::bigint"),
            (MART, A_QUERY.format("a / 1000.0"), "/ 1e6"),
            (MART, A_QUERY.format("median(a)::integer"), "floor(median(x) + 0.5)::integer"),
            (MART, A_QUERY.format("rtrim(a, '/')"), "trim(trailing '/' from x)"),
            (MART, A_QUERY.format("a::ubigint"), "bigint"),
            (MART, A_QUERY.format("a::varchar"), "string"),
            (MART, A_QUERY.format("null as a"), "null::bigint as"),
            (MART, "{% if target.type == 'spark' %}{% endif %}", "a macro of macros/dialect"),
            ("dbt_project/tests/assert_a.sql", A_QUERY.format("hash(a)"), "{{ key_of() }}"),
            ("dbt_project/macros/a.sql", A_QUERY.format("hash(a)"), "{{ key_of() }}"),
        )
    ),
]

# Every rule has something to look at here, and nothing to say.
SOUND: Mapping[str, str] = {
    "README.md": "`make demo`, `make test`; the page /home, the folder s3://bucket/home/x",
    "requirements.lock": f"# make lock\nrich==15.0.0 ; python_version > '3' \\\n    {A_HASH}\n",
    ".venv/lib/utils.py": f"open('{A_PATH}')",
    "orchestration/README.md": "",
    "orchestration/log.py": "import dagster as dg\ndg.Definitions",
    "transforms/README.md": "",
    TRANSFORM: "import io\nimport numpy as np\nrng = np.random.default_rng(seed)\n",
    "dbt_project/README.md": "",
    PROJECT: CONTRACT,
    f"{MODELS}/staging/README.md": "",
    f"{MODELS}/staging/__sources.yml": "sources: [{name: raw}]",
    f"{MODELS}/staging/stg_raw__events.sql": A_SOURCE,
    f"{MODELS}/staging/stg_raw__events.yml": "models: [{name: stg_raw__events, description: x}]",
    f"{MODELS}/marts/README.md": "",
    MART: """-- not source('raw', 'events')
        select min_by(a, (b, lower(c))) filter (where a is not null) as a, d / nullif(e, 0) as d,
            floor(median(f) / 2 + 0.5)::integer as f, not null as g, {{ key_of(['h']) }} as h_id,
            case when i then j end as k
        from {{ ref('int_clicks') }}""",
    MART_PAGE: DESCRIBED + "\nunit_tests: [{name: x, model: fct_clicks}]",
    "dbt_project/seeds/README.md": "",
    "dbt_project/seeds/__seeds.yml": "seeds: [{name: s, config: {column_types: {c: string}}}]",
    "dbt_project/macros/README.md": "",
    "dbt_project/macros/dialect/README.md": "",
    "dbt_project/macros/dialect/keys.sql": "{% macro default__key_of(a) %}hash({{ a }})",
    "dbt_project/macros/days.sql": """
        {% materialization days, adapter='duckdb' %} insert by name {% endmaterialization %}""",
}

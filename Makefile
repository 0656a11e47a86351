# Every target builds .venv first when it is missing, moved, half built or older than the lock.
#   make test PYTHON=python3.11    with that Python        make test UV=    with pip although uv is here

SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
LOCK := requirements.lock
# make spark MODES=local is the quickest: one process, no cluster.
MODES := local cluster killed

SPARK := VENV=.venv-spark LOCK=tests/spark/requirements.lock
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
PYTHON ?=
comma := ,

# The first Python that really runs (a pyenv shim may exist and refuse), is of a supported version
# and, for pip, can make virtual environments (Debian keeps that apart in python3-venv).
SUPPORTED := import sys, venv$(if $(UV),,$(comma) ensurepip); sys.exit(not (3, 11) <= sys.version_info < (3, 14))
VERSION := import sys; print('%d.%d' % sys.version_info[:2])
CANDIDATES := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)
FIND_PYTHON := for python in $(CANDIDATES); do \
	"$$python" -c "$(SUPPORTED)" >/dev/null 2>&1 && break; python=; done

# Scripts in a .venv hold its path: one that was moved or copied here, whose Python has gone, or
# whose Python is not the one asked for, is built again.
WHOLE := $(shell test "$$(cat $(VENV)/locked 2>/dev/null)" = "$(CURDIR)" \
	&& version=$$($(BIN)/python -c "$(VERSION)" 2>/dev/null) \
	&& { test -z "$(PYTHON)" || test "$$("$(PYTHON)" -c "$(VERSION)" 2>/dev/null)" = "$$version"; } \
	&& echo yes)
ifneq ($(WHOLE),yes)
.PHONY: $(VENV)/locked
endif

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(VENV)/ready ## Write a made-up export, run its nights, say where tables and pictures are
	$(BIN)/heatmaps demo

.PHONY: test
test: $(VENV)/ready ## Run every test, on as many as four cores
	$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder --durations 20

.PHONY: mutants
mutants: $(VENV)/ready ## Break each rule on purpose: a test must fail of it
	$(BIN)/python -m tests.mutants

.PHONY: readers
readers: $(addprefix $(VENV)/readers/,1.4.4 1.5.5 2.0.1) ## Fetch the DuckDB versions that make test reads with

$(VENV)/readers/%: | $(VENV)/ready
	@rm -rf $@.part
	@$(if $(UV),$(UV) pip install --quiet --python $(BIN)/python,$(PIP_INSTALL)) --no-deps --target $@.part duckdb==$*
	@mv $@.part $@

.PHONY: capture
capture: $(VENV)/ready ## Install what takes pictures of pages with a Chromium of this machine
	@$(if $(UV),$(UV) pip install --quiet --python $(BIN)/python,$(PIP_INSTALL)) playwright==1.65.2

.PHONY: lint
lint: $(VENV)/ready ## Check style, SQL and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint --disable-progress-bar dbt_project transforms
	$(BIN)/mypy

.PHONY: dev
dev: export DAGSTER_HOME ?= $(abspath $(or $(USAGE_WAREHOUSE),warehouse))/dagster
dev: export VIRTUAL_ENV := $(CURDIR)/$(VENV)
dev: $(VENV)/ready ## Open Dagster's pages on this machine: the graph, the nights, the schedule
	@mkdir -p "$$DAGSTER_HOME"
	@test -e "$$DAGSTER_HOME/dagster.yaml" || cp orchestration/dagster.yaml "$$DAGSTER_HOME"
	$(BIN)/dg dev

.PHONY: bench
bench: $(VENV)/ready ## Measure the figures of tests/benchmarks
	$(BIN)/python -m tests.benchmarks

.PHONY: spark
spark: $(VENV)/ready ## Build the models on Apache Spark too, and compare every table (needs Java 17)
	@$(MAKE) --no-print-directory $(SPARK) .venv-spark/locked
	$(BIN)/python -m tests.spark $(MODES)

.PHONY: lock
lock: ## Choose newer versions of everything and write both locks (needs uv)
	$(COMPILE) pyproject.toml --extra test --extra build --output-file requirements.lock
	$(COMPILE) --group spark --output-file tests/spark/requirements.lock

COMPILE = $(or $(UV),$(error make lock needs uv)) pip compile --universal --python-version 3.11 \
	--fork-strategy fewest --upgrade --generate-hashes --no-strip-extras --no-annotate \
	--custom-compile-command "make lock" --quiet

.PHONY: clean
clean: ## Remove both environments, caches and dbt's output, but nothing of warehouse/
	rm -rf .venv .venv-spark .mypy_cache .pytest_cache .ruff_cache .hypothesis dbt_project/target dbt_project/logs
	find orchestration transforms tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Bytecode is compiled now: imports of Dagster and dbt are up to twice as slow without.
$(VENV)/locked: $(LOCK)
	@$(FIND_PYTHON); \
	if [ -z "$$python" ]; then \
		echo "No Python 3.11, 3.12 or 3.13 with its venv module runs here (tried: $(CANDIDATES))." >&2; \
		echo "Install one (on Debian with python3-venv), or name it: make $(MAKECMDGOALS) PYTHON=…" >&2; \
		exit 1; \
	fi; \
	echo "Building $(VENV) with $$("$$python" -c "$(VERSION)") and $(if $(UV),uv,pip)"; \
	rm -rf $(VENV) && $(if $(UV),$(INSTALL_UV),$(INSTALL_PIP))
	@echo "$(CURDIR)" > $@

INSTALL_UV = $(UV) venv --quiet --python "$$python" $(VENV) \
	&& $(UV) pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode $(LOCK)
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check -qq
INSTALL_PIP = "$$python" -m venv $(VENV) \
	&& awk '/^[^ ]/ {pip = /^pip==/} pip' $(LOCK) > $(VENV)/pip.lock \
	&& $(PIP_INSTALL) --require-hashes -r $(VENV)/pip.lock \
	&& $(PIP_INSTALL) --require-hashes --no-deps --no-compile -r $(LOCK) \
	&& $(BIN)/python -m compileall -qq -j 0 $(VENV)/lib

$(VENV)/ready: $(VENV)/locked pyproject.toml
	@$(if $(UV),$(UV) pip install --quiet --python $(BIN)/python,$(PIP_INSTALL)) \
		--no-deps --no-build-isolation --editable .
	@touch $@

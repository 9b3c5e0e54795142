# Pingdesk: everything a developer (or CI) runs. `make help` lists it.
PYTHON ?= python3
VENV ?= .venv
RUN := $(VENV)/bin/python
SOURCES := desktop_app tests benchmarks packaging

.PHONY: help setup setup-tests run demo demo-screenshot test lint format bench soak matrix lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

setup: ## virtual environment and Debian packages for the window
	@$(PYTHON) packaging/bootstrap.py $(VENV)

setup-tests: ## the same, with what the tests need besides
	@$(PYTHON) packaging/bootstrap.py $(VENV) --tests

run: setup ## open Pingdesk on your own profile
	$(RUN) -m desktop_app

demo: setup ## three real WordPress sites with 200 linkbacks, and the window on them
	$(RUN) -m tests.demo

demo-screenshot: setup ## the same without a display: pictures of the window in docs/screenshots/
	$(RUN) -m tests.demo --screenshots docs/screenshots

test: setup-tests ## the whole test suite, on real WordPress
	$(RUN) -m pytest -q --cov --cov-report= $(ARGS)
	$(RUN) -m coverage report --fail-under=90

lint: setup ## style, types, import directions
	$(RUN) -m ruff format --check $(SOURCES)
	$(RUN) -m ruff check $(SOURCES)
	$(RUN) -m mypy
	$(RUN) -m basedpyright
	$(VENV)/bin/lint-imports --no-logo
	$(RUN) packaging/house_rules.py

format: setup ## put the source into shape
	$(RUN) -m ruff format $(SOURCES)
	$(RUN) -m ruff check --fix $(SOURCES)

bench: setup-tests ## speed, measured side by side, on real WordPress (ARGS=--quick: a shorter look)
	$(RUN) -m benchmarks.start_up
	$(RUN) -m benchmarks.bulk $(ARGS)
	$(RUN) -m benchmarks.refresh $(ARGS)
	$(RUN) -m benchmarks.verify $(ARGS)

soak: setup-tests ## the outbox's law over many random histories, and SIGKILL, on real WordPress; an hour
	PINGDESK_SOAK_RUNS=2000 $(RUN) -m pytest -q tests/services --timeout 3600 -k law
	PINGDESK_SOAK_RUNS=50000 $(RUN) -m pytest -q tests/verifier/test_any_bytes.py --timeout 3600
	PINGDESK_SOAK_RUNS=500 PINGDESK_SOAK_KILLS=200 $(RUN) -m pytest -q tests/faults/test_law.py tests/faults/test_kills.py

matrix: setup-tests ## both transports on every WordPress of the bench; writes the table in docs/wordpress-access.md
	PINGDESK_MATRIX=all PINGDESK_MATRIX_TABLE=docs/wordpress-access.md $(RUN) -m pytest -q -m behaviour tests/wordpress

lock: setup ## write packaging/requirements/ anew (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
	    pyproject.toml --group dev --output-file packaging/requirements/development.txt

clean: ## remove the environment and everything built (not the cache of WordPress)
	rm -rf $(VENV) build dist .coverage .coverage.* .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

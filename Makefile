# `make demo` and `make test` need nothing but Python 3.11+, make and a package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development

.DEFAULT_GOAL := help
.PHONY: help demo eval bench test check lint types layers docs wheel clean

help:  ## say what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(RUNTIME)  ## build the graph of data/releases, validate it and ask it a question
	@$(BIN)/python tools/demo.py

eval: $(DEVELOPMENT)  ## score the extraction against gold facts, and hold each field to its floor
	$(BIN)/python tools/evaluate.py

bench: $(DEVELOPMENT)  ## measure terminologies: times, memory, grounding, joins
	$(BIN)/python benchmarks/terminologies.py

test: $(DEVELOPMENT)  ## run the test suite
	@rm -f .coverage .coverage.*
	$(BIN)/python -m pytest -n auto --cov --cov-report=

check: lint types layers docs test  ## everything that CI runs
	$(BIN)/python -m coverage combine --quiet --keep || true
	$(BIN)/python -m coverage report

lint: $(DEVELOPMENT)  ## style and formatting
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(DEVELOPMENT)  ## static types, strict
	$(BIN)/mypy

layers: $(DEVELOPMENT)  ## imports go downward
	$(BIN)/lint-imports --no-cache

docs: $(DEVELOPMENT)  ## generated files are up to date
	$(BIN)/python tools/alignments.py --check
	$(BIN)/python tools/facts_schema.py --check
	$(BIN)/python tools/shapes_table.py --check
	$(BIN)/python tools/checks_pages.py --check
	$(BIN)/python tools/queries_table.py --check
	$(BIN)/python tools/kinds_table.py --check

wheel: $(DEVELOPMENT)  ## build the wheel into dist/
	$(BIN)/python -m build --wheel --no-isolation

clean:  ## remove everything that was made
	rm -rf $(VENV) build dist .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "TrialGraph needs Python 3.11 or later: make PYTHON=python3.12 …" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "Python's venv module is missing (Debian: apt install python3-venv)" >&2; exit 2; }

$(RUNTIME): $(BIN)/python pyproject.toml constraints.txt
	@echo "installing TrialGraph into $(VENV) …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(DEVELOPMENT): $(RUNTIME)
	@echo "installing the development tools into $(VENV) …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	@touch $@

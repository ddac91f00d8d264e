# Hansa on a bare machine: Python 3.11 or newer and make, nothing else, never root.
# Every target may be repeated; what is done is not done again.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --extra embedded --extra otlp --group build

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup setup-dev assets run test test-engine coverage test-services lint check schema bench bench-peers lock clean clean-data

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

setup: $(VENV)/.run assets ## the virtual environment, the model file and GraphiQL's assets

setup-dev: $(VENV)/.dev assets ## the same with the tools for tests

run: setup ## start everything; Ctrl-C stops it
	@$(BIN)/hansa up

test: setup-dev ## the tests that need no server or model
	$(BIN)/python -m pytest -m "not services"

test-engine: $(VENV)/.dev ## those of the engine; VENV=.venv-other PYTHON=PATH for another Python
	$(BIN)/python -m pytest -q tests/federation tests/planning tests/execution

coverage: setup-dev ## the same tests, and which lines they do not reach
	$(BIN)/python -m pytest -m "not services" --cov --cov-report=term:skip-covered

test-services: setup-dev ## the tests against real servers, the model, and the whole system
	$(BIN)/python -m pytest -m services -rs

lint: $(VENV)/.dev ## ruff and mypy
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check
	$(BIN)/python -m mypy

check: lint test ## what a change has to pass

schema: $(VENV)/.run ## compose schema/supergraph.graphql anew
	$(BIN)/hansa compose --config schema/supergraph.yaml -o schema/supergraph.graphql

bench: $(VENV)/.dev ## CPU, latency and memory beside other gateways (those that are installed)
	@$(BIN)/python -m tests.benchmarks run --output .hansa/benchmarks.json
	@$(BIN)/python -m tests.benchmarks report .hansa/benchmarks.json

bench-peers: ## install the gateways that bench compares with (npm, about 0.9 GB)
	npm ci --prefix tests/benchmarks/peers --ignore-scripts --no-audit --no-fund

lock: $(VENV)/.dev ## resolve the lock files anew
	$(BIN)/$(LOCK) pyproject.toml -o requirements.lock
	$(BIN)/$(LOCK) --group dev --constraint requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## remove the environment and caches; the data stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage htmlcov dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

clean-data: ## remove all data in .hansa
	rm -rf .hansa

# --- what the targets above need ---------------------------------------------------------------------------------------

$(BIN)/python:
	@sh deploy/venv.sh $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing the locked dependencies (once; about 0.4 GB)"
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-index --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Installing the tools for tests (once)"
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

# Neither is needed to start: without the model answers are errors, without GraphiQL the browser gets a plain page.
assets: $(VENV)/.run
	@$(BIN)/python deploy/model/fetch.py || echo "Going on without the model file; 'make setup' tries again."
	@$(BIN)/python deploy/graphiql/fetch.py || echo "Going on without GraphiQL; 'make setup' tries again."

# beatbook: everything a newcomer or a maintainer runs, one target each. `make help` lists them.
#
# .venv is made from git, make and Python 3.11 to 3.13 alone, with plain pip and hashes checked.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help venv demo test check bench up lock docs clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

venv: $(READY)  ## make .venv with everything that requirements.lock names

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else "beatbook needs Python 3.11, 3.12 or 3.13; " + sys.executable + " is %d.%d. Name another one: make PYTHON=python3.11 ..." % v)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: venv  ## ten nights of the bundled newsroom, from its pages to the weekly summary
	@$(BIN)/beatbook demo

test: venv  ## the whole test suite
	@$(BIN)/python -m pytest

check: venv  ## formatting, lint, types, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: venv  ## the figures of docs/benchmarks.md; PEERS=DIR installs the peers there and runs them too
	@$(if $(PEERS),$(BIN)/python -m bench.extract_peers $(PEERS))
	@$(if $(PEERS),$(BIN)/python -m bench.dedupe_peers $(PEERS))
	@$(BIN)/python -m bench $(if $(PEERS),--peers $(PEERS))

up: venv  ## Airflow with its web page over the bundled newsroom; Ctrl-C stops it
	@$(BIN)/beatbook up --sample

lock: venv  ## work out requirements.lock anew from pyproject.toml
	@sh .ci/lock

docs: venv  ## write the generated pages of docs/ anew
	$(BIN)/python -m warehouse.tables_doc docs/tables.md
	$(BIN)/python -m transforms.topics_page docs/topics.md

clean:  ## remove .venv and what the demos wrote
	rm -rf .venv demo demo-airflow

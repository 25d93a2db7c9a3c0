# Every target sets up what it needs: the first one run on a machine makes .venv, later ones find it there.
# PYTHON=… chooses the interpreter, else the newest of 3.13, 3.12, 3.11 that runs.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
CHECKED := scripts benchmarks
QUICK := tests/rules tests/platform tests/test_cli.py tests/test_readme.py

# Without compiled files every process of the tests compiles its part again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

$(STAMP): pyproject.toml scripts/environment.sh scripts/python.sh
	@PYTHON="$(PYTHON)" sh scripts/environment.sh $(VENV)
	@touch $@

.PHONY: setup
setup: $(STAMP) ## make .venv and install into it; every other target does it by itself

.PHONY: demo
demo: $(STAMP) ## play several days of a repair network and show what happened and why
	@$(BIN)/python -m repaircli demo
	@printf '\nto have repaircli on the path of this shell: . %s/activate\n' $(BIN)

.PHONY: test
test: $(STAMP) ## the whole test suite
	$(BIN)/python -m pytest -n auto

.PHONY: quick
quick: $(STAMP) ## a part of the test suite, in about a minute; VENV=… and PYTHON=… try another interpreter
	$(BIN)/python -m pytest -n auto $(QUICK)

.PHONY: without-unix
without-unix: $(STAMP) ## the command tests as if on Windows: without the modules and functions that Unix alone has
	PYTHONPATH=tests/without_unix $(BIN)/python -m pytest -n auto --basetemp build/without-unix tests/commands

.PHONY: lint
lint: $(STAMP) ## ruff: rules and format
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .

.PHONY: types
types: $(STAMP) ## mypy --strict over the package, the scripts and the benchmarks
	$(BIN)/python -m mypy
	$(BIN)/python -m mypy $(CHECKED)

.PHONY: imports
imports: $(STAMP) ## import-linter: which package may import which, by the contracts in pyproject.toml
	@$(BIN)/lint-imports --no-cache

.PHONY: docs
docs: $(STAMP) ## write the generated documents again, and the outputs in README, tour and transcripts
	@for script in scripts/*_doc.py; do $(BIN)/python "$$script" || exit 1; done
	@$(BIN)/python scripts/transcript.py README.md README.zh.md docs/tour.md docs/tour.zh.md $(wildcard tests/transcripts/*.md)

.PHONY: docs-check
docs-check: $(STAMP) build/repaircli.pot ## fail when a generated document or a catalogue of messages is stale
	@for script in scripts/*_doc.py; do $(BIN)/python "$$script" --check || exit 1; done
	@$(BIN)/pybabel -q update --check

.PHONY: translations
translations: $(STAMP) build/repaircli.pot ## bring the catalogues up to date with the code and compile them
	@$(BIN)/pybabel -q update
	@$(BIN)/pybabel -q compile

# Babel warns of every f-string that fills a gap; tests/test_catalogues.py finds the texts that it cannot read.
.PHONY: build/repaircli.pot
build/repaircli.pot: $(STAMP)
	@mkdir -p build
	@$(BIN)/pybabel -q extract 2>build/extract.log || { cat build/extract.log; exit 1; }

.PHONY: bench
bench: $(STAMP) ## measure speed as ratios to baselines run beside it
	@$(BIN)/python benchmarks/run.py

.PHONY: bundle
bundle: $(STAMP) ## a folder and an archive that run without Python, in build/bundle; tried in a root without Python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bundle]'
	@$(BIN)/python scripts/bundle.py build/bundle
	REPAIRCLI_BUNDLE=build/bundle/repaircli $(BIN)/python -m pytest tests/bundle

.PHONY: mutants
mutants: $(STAMP) ## break the rules of cancelling and orders in every way that mutmut knows, and see which tests notice
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'mutmut>=3.8,<4'
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/mutmut run
	$(BIN)/mutmut results

.PHONY: postgres
postgres: $(STAMP) ## the transcripts on PostgreSQL, at REPAIRCLI_TEST_POSTGRES, beside SQLite
	@test -n "$$REPAIRCLI_TEST_POSTGRES" || { echo 'REPAIRCLI_TEST_POSTGRES names no server, such as postgresql+psycopg://postgres@localhost/postgres' >&2; exit 2; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[postgres]'
	$(BIN)/python -m pytest tests/platform/test_postgres.py

.PHONY: reliability
reliability: $(STAMP) ## the reliability tests at full length, and new examples for the property tests
	REPAIRCLI_RELIABILITY=full $(BIN)/python -m pytest tests/reliability tests/rules tests/platform -n auto

.PHONY: clean
clean: ## remove every environment and every cache
	rm -rf $(VENV) .venv-3.* build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests scripts benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

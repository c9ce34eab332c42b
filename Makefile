# Two commands for a newcomer: `make chat` and `make test`. Everything is set up by itself, in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: chat test check recall bench lock clean

chat: $(VENV)/.runtime
	@$(BIN)/sparri chat --demo

test: $(VENV)/.test
	@echo "Running the tests: about ten minutes."
	@$(BIN)/python -m pytest --numprocesses 2 --dist worksteal

check: $(VENV)/.test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

recall: $(VENV)/.test
	@$(BIN)/python -m tests.recall $(FLOOR)

bench: $(VENV)/.test
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench_sparring
	@$(BIN)/python -m tests.trials
	@$(BIN)/python -m pytest --hypothesis-profile=many tests/slack/test_blocks.py tests/teams/test_cards.py tests/skills/test_kills.py -k "limit or nothing or nobody"

lock: $(VENV)/.test
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile --universal --generate-hashes --no-header --quiet --upgrade pyproject.toml --extra postgresql -o requirements.txt
	@$(BIN)/uv pip compile --universal --generate-hashes --no-header --quiet --upgrade pyproject.toml --extra test -c requirements.txt -o requirements-test.txt

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Sparri needs Python 3.11 or newer: run `make PYTHON=/path/to/python3.11 …`")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(VENV)/bin/python requirements.txt pyproject.toml
	@echo "Setting up Sparri in $(VENV): this takes a minute or two, once."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.runtime requirements-test.txt
	@echo "Adding what the tests need, about 200 MB: a minute, once."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@

clean:
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info

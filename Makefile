# `make demo` and `make test` set up everything they need; a second run installs nothing.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: demo test check clean

demo: $(INSTALLED)
	$(BIN)/escucha analyze sample_calls --out escucha_reports
	$(BIN)/escucha coach --out escucha_reports/coaching

# Two at a time: the slow tests wait for engines and servers. Whoever runs out steals from the other.
test: $(INSTALLED)
	$(BIN)/pytest --numprocesses 2 --dist worksteal

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest tests/test_readme.py

clean:
	rm -rf .venv # what was analysed stays: it may be all there is

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v <= (3, 13) else f"Python {v[0]}.{v[1]} is not supported: use 3.11, 3.12 or 3.13, for example make PYTHON=python3.12")'
	test -d .venv || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	touch $@

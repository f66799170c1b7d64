# Two commands do all on a fresh machine: `make demo` and `make test`. Both make their own virtual environment.
# apt packages: bubblewrap libseccomp2 (without bubblewrap grading works at a weaker level and says so; without either no
# student code is run), chromium (tests of the report's pages; skipped without).

PYTHON ?= python3.11
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: help demo test lint types check benchmark clean requirements sbom audit wheel

help:
	@echo "make demo    grade ten sample submissions on generated data"
	@echo "make test    run the tests"
	@echo "make check   lint, types and tests, as CI does"
	@echo "make wheel   build dist/*.whl, the same bytes wherever it is built"
	@echo "make audit   ask for known vulnerabilities of the pinned packages"
	@echo "make benchmark  measure how fast grading is (hours; docs/performance.md)"

$(VENV)/.installed: requirements-dev.txt pyproject.toml
	command -v $(PYTHON) >/dev/null && $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: $(VENV)/.installed
	$(BIN)/autograder demo --out demo-out

test: $(VENV)/.installed
	$(BIN)/python -m pytest -n logical --dist loadfile --durations 25 --durations-min 5

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed
	$(BIN)/mypy

check: lint types test

# Hours on a machine that does nothing else; parts: .venv/bin/python -m benchmarks.speed --help
benchmark: $(VENV)/.installed
	$(BIN)/python -m benchmarks.speed

# Pins with hashes, from what pyproject.toml asks for (needs uv).
requirements:
	uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    --extra dev --output-file requirements-dev.txt pyproject.toml
	uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    --constraint requirements-dev.txt --output-file requirements.txt pyproject.toml

# docs/supply.md
sbom: $(VENV)/.installed
	$(BIN)/python tools/sbom.py

audit: $(VENV)/.installed
	$(BIN)/python tools/audit.py

wheel: $(VENV)/.installed
	$(BIN)/python -c "from pathlib import Path; from autograder.otter.wheels import build_wheel as b; print(b(Path('dist')))"

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache demo-out

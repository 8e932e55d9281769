# Everything a newcomer needs: `make run` to see it, `make test` to trust it.
PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
PORT ?= 8000
# Every program that the tests start would compile all its modules anew where this is set.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup run test suite check fix lock bench browser-deps

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

# The stamps make a second run start at once; a change of the pins installs them anew.
.venv/.setup: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; name one with PYTHON=...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@

.venv/.test: .venv/.setup requirements-dev.txt
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@touch $@

setup: .venv/.setup  ## the environment, in .venv

run: setup  ## the demo on http://127.0.0.1:8000 (PORT changes it)
	PORT=$(PORT) $(BIN)/booking-bot demo

check: .venv/.test  ## ruff and mypy
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

fix: .venv/.test  ## what ruff can mend by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# A Chromium of the system where there is one or apt can bring one, else Playwright's own.
browser-deps: .venv/.test
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	|| (test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -q && apt-get install -y -q --no-install-recommends chromium fonts-dejavu-core fonts-noto-color-emoji) \
	|| $(BIN)/python -m playwright install --with-deps chromium \
	|| echo "No Chromium: the browser tests will fail. Install it (Debian: apt install chromium) or set BOOKING_CHROMIUM."

test: .venv/.test browser-deps  ## check and the whole suite, side by side
	@$(MAKE) --no-print-directory --jobs=2 check suite

# The modules are compiled once before several processes want them. Tests wait for browsers, servers and
# workers as long as they reckon: two of them share a processor.
suite: .venv/.test
	@$(BIN)/python -m pytest --collect-only -qq >/dev/null || true
	$(BIN)/python -m pytest -n $$($(BIN)/python -c 'import os; print(2 * (os.cpu_count() or 1))') --dist worksteal --durations=60

lock: .venv/.test  ## pins the newest allowed versions, with hashes and without addresses
	$(BIN)/uv pip compile --quiet --universal --upgrade --no-header --generate-hashes -o requirements.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --upgrade --no-header --generate-hashes --extra test -c requirements.txt -o requirements-dev.txt pyproject.toml

bench: .venv/.test  ## the long measurements, printed as tables
	$(BIN)/python -m benchmarks

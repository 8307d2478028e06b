# What a newcomer, a developer and CI all run. `make` alone lists it.
#
# Everything lives in .venv, made from a lock file in which each package has its hash. A second
# `make` finds the stamps in .venv newer than the lock files, and installs nothing. The locks are whole,
# so pip is told to look for no dependencies: older ones took the newest release of a package that another
# asks for with an extra ("coverage[toml]"), and then refused it for having no hash.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test coverage check audit fuzz bench bench-scale bench-export pictures docs screens lock clean

help: ## list what can be made
	@echo "make demo     a chat with Supplierbot in this terminal: no token and no network needed"
	@echo "make test     every test"
	@echo "make coverage every test, half as slow again, and how many branches of the code they reach"
	@echo "make check    style, types and the arrows between packages"
	@echo "make audit    ask whether a known fault is in what we install; needs the network"
	@echo "make fuzz     look by machine for what breaks us, five minutes each; on Linux, with FUZZ=feed for one alone"
	@echo "make bench         measure with 10,000 watches, and write docs/performance.md"
	@echo "make bench-scale   the same with 100,000"
	@echo "make bench-export  seconds and memory of an export of 100,000 reports, in each format"
	@echo "make pictures      the pictures in docs/images; needs LibreOffice and pdftoppm"
	@echo "make docs     write what docs/ has from the code: what is kept, why and how long"
	@echo "make screens  walk the bot, and write each screen that it shows into docs/screens.md"
	@echo "make lock     write both lock files again from pyproject.toml"
	@echo "make clean    remove $(VENV) and what the tools left behind"

demo: $(VENV)/.ready-to-run
	@$(BIN)/supplierbot demo

test: $(VENV)/.ready-to-test
	$(BIN)/pytest -n auto

coverage: $(VENV)/.ready-to-test
	$(BIN)/pytest -n auto --cov --cov-branch --cov-report=
	@for package in alerts faq bot; do \
		echo "coverage of $$package, lines and branches: $$($(BIN)/coverage report --format=total \
			--include="$$package/*" 2>/dev/null || echo "nothing run, so 0") %"; \
	done

check: $(VENV)/.ready-to-test
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo

audit: $(VENV)/.ready-to-audit
	@$(BIN)/python .ci/audit.py $(VENV)/audit/bin/pip-audit

FUZZ := feed csv_file ocds amounts faq_search buttons
SECONDS := 300

fuzz: $(VENV)/.ready-to-test requirements-fuzz.lock
	@$(PIP) install --no-deps --require-hashes -r requirements-fuzz.lock
	@for target in $(FUZZ); do $(BIN)/python -m tests.fuzz $$target --seconds $(SECONDS) || exit 1; done

bench: $(VENV)/.ready-to-test
	@$(BIN)/python -m tests.benchmarks.run --watches 10000 --write bench

bench-scale: $(VENV)/.ready-to-test
	@$(BIN)/python -m tests.benchmarks.run --watches 100000 --write bench-scale

bench-export: $(VENV)/.ready-to-test
	@$(BIN)/python -m tests.benchmarks.export

pictures: $(VENV)/.ready-to-test
	@$(BIN)/python -m tests.pictures.exports docs/images

docs: $(VENV)/.ready-to-test
	$(BIN)/supplierbot privacy > docs/privacy.md

screens: $(VENV)/.ready-to-test
	$(BIN)/python -m tests.tour docs/screens.md > /dev/null

lock: $(VENV)/.ready-to-test
	$(PIP) install uv
	$(COMPILE) --group build --output-file requirements.lock pyproject.toml
	$(COMPILE) --group build --group dev --output-file requirements-dev.lock pyproject.toml
	$(COMPILE) --group pyproject.toml:fuzz --output-file requirements-fuzz.lock

clean:
	rm -rf $(VENV) build *.egg-info .coverage .coverage.* htmlcov .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache

# The oldest Python we promise is 3.11. On some systems the part that makes virtual environments is
# a package of its own, so a Python counts only when it has `ensurepip`.
$(VENV)/.made:
	@for python in $(PYTHON) python3.13 python3.12 python3.11 python3 python; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			found=$$python; \
			if $$python -c 'import ensurepip, venv' 2>/dev/null; then \
				echo "Making $(VENV) with $$($$python --version)."; \
				exec sh -c "$$python -m venv --clear $(VENV) && touch $@"; \
			fi; \
		fi; \
	done; \
	if [ -n "$$found" ]; then \
		echo "$$($$found --version) is here, but cannot make a virtual environment." >&2; \
		echo "On Debian or Ubuntu, run: sudo apt install python3-venv" >&2; \
	else \
		echo "Supplierbot needs Python 3.11 or newer, and none was found." >&2; \
		echo "Install one from https://www.python.org/downloads/, or name it: make PYTHON=/path/to/python3.13" >&2; \
	fi; \
	exit 1

$(VENV)/.ready-to-run: requirements.lock pyproject.toml | $(VENV)/.made
	@echo "Installing what Supplierbot runs on. This takes up to a minute, once."
	@$(PIP) install --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-to-test: requirements-dev.lock pyproject.toml | $(VENV)/.made
	@echo "Installing what Supplierbot runs on and is tested with. This takes up to a minute, once."
	@$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(VENV)/.ready-to-run $@

# Apart from ours, whose versions it would change.
$(VENV)/.ready-to-audit: | $(VENV)/.made
	@$(BIN)/python -m venv --clear $(VENV)/audit
	@$(VENV)/audit/bin/python -m pip --quiet --quiet --disable-pip-version-check install pip-audit
	@touch $@

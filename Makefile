# The tasks of the project. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
export XDG_RUNTIME_DIR ?= $(shell mktemp -d)
PYTHON := .venv/bin/python
VERSION := $(shell sed -n 's/^version=//p' metadata.txt)
ZIP := build/stadsstroom-$(VERSION).zip

# What `make demo` can be told: a GeoPackage of your own town and the shares of today, in percent.
DATA ?=
# Rasters of its surface and ground heights; without them its roofs are assumed.
DSM ?=
DTM ?=
EV ?= 5
HP ?= 8
PV ?= 25
BATTERY ?= 0
# The future beside it: the shares of an all-electric neighbourhood.
SHARES ?= EV=100,HP=100,PV=60
# The generation of the heat network beside that: 3gdh, mt, 4gdh, lt, 5gdh, or none.
HEAT ?= 3gdh

.PHONY: help setup demo test benchmark package check docs clean

help: ## List the tasks
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: ## Install what is missing (Debian 12): QGIS, Xvfb, two virtual environments
	@.ci/setup

demo: setup ## Calculate the demo neighbourhood into demo/; DATA=<GeoPackage> DSM= DTM= EV= HP= PV= BATTERY= SHARES= HEAT= for a town of your own
	@$(PYTHON) resources/demo/run_demo.py --data "$(DATA)" --dsm "$(DSM)" --dtm "$(DTM)" --today "EV=$(EV),HP=$(HP),PV=$(PV),BATTERY=$(BATTERY)" --future "$(SHARES)" --heat "$(HEAT)"

test: setup ## Run every test: the engine on numpy 1 and 2, Processing, qgis_process, a real QGIS window
	@$(PYTHON) tests/run_all.py

benchmark: setup ## Measure against what you would pick instead: flow, town, roofs, heat, holons
	@for script in benchmarks/*.py; do echo "== $$script"; $(PYTHON) "$$script"; done

package: ## Make the zip that QGIS installs, of what is committed
	@mkdir -p build
	@git archive --worktree-attributes --format=zip --prefix=stadsstroom/ -o $(ZIP) HEAD
	@ls -l $(ZIP) | awk '{print $$NF, $$5 " bytes"}'

check: setup package ## Apply the plugin site's rules, bandit, ruff and the boundaries of the engine
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m bandit -q -r -c pyproject.toml __init__.py engine processing plugin resources
	@$(PYTHON) -m pytest -q -p no:pytest_qgis tests/engine/test_boundaries.py
	@$(PYTHON) docs/write_reference.py --check
	@$(PYTHON) tests/check_package.py $(ZIP)

docs: setup ## Write the algorithm reference from the algorithms' own help
	@$(PYTHON) docs/write_reference.py

clean: ## Remove what was built
	rm -rf build demo

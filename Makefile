# Targets for people; .ci/run calls the same ones.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
STAMPS := $(VENV)/stamps

.PHONY: help site check test style

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' Makefile

site: $(STAMPS)/site ## Install what is needed and build the site into public/
	@$(RUN) build.py

check: $(STAMPS)/site ## Tell every mistake in the site, write nothing
	@$(RUN) build.py check

test: $(STAMPS)/test ## Install what the tests need and run them all
	@$(RUN) -m pytest

style: $(STAMPS)/style ## Check the style and the types of the code
	@$(VENV)/bin/ruff format --check
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/mypy

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Microsite needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make site PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

# “compat” names our folder to Python in a line of text; the other way runs code at every start, which costs more than
# half of a bare interpreter's.
INSTALL := $(RUN) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
	--config-settings editable_mode=compat --editable

# A stamp is remade when the requirements change, so that a second run starts at once.
$(STAMPS)/site: $(VENV)/bin/python pyproject.toml constraints.txt
	$(INSTALL) .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/test $(STAMPS)/style: $(STAMPS)/%: $(STAMPS)/site
	$(INSTALL) '.[$*]'
	@touch $@

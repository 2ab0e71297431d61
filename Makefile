# Targets for people; .ci/run calls the same ones.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
STAMPS := $(VENV)/stamps

.PHONY: help site check serve test style bench fuzz browser hosts clouds

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' Makefile

site: $(STAMPS)/site ## Install what is needed and build the site into public/
	@$(RUN) build.py

check: $(STAMPS)/site ## Tell every mistake in the site, write nothing
	@$(RUN) build.py check

serve: $(STAMPS)/site ## Show the site in the browser while you write
	@$(RUN) build.py serve

test: $(STAMPS)/test browser hosts clouds ## Install what the tests need and run them all
	@$(RUN) -m pytest

style: $(STAMPS)/style ## Check the style and the types of the code
	@$(VENV)/bin/ruff format --check
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/mypy

# Other generators are compared where they are installed; docs/performance.md says how.
bench: $(STAMPS)/test ## Time the steps of a page, and whole builds beside other generators
	@$(RUN) -m pytest tests/benchmarks/test_page.py --benchmark-enable --benchmark-columns=min,median,rounds
	@$(RUN) -m tests.benchmarks

# What it finds, and how that is tried again, is told in tests/fuzz/__init__.py.
MINUTES ?= 10
FUZZ := front_matter markdown site

fuzz: $(STAMPS)/fuzz ## Make sites by chance for MINUTES of each kind, and look what becomes of them
	@set -e; for target in $(FUZZ); do $(RUN) -m tests.fuzz $$target --minutes $(MINUTES); done

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

$(STAMPS)/test: EXTRAS := test,browser,s3
$(STAMPS)/style: EXTRAS := style
$(STAMPS)/fuzz: EXTRAS := test,fuzz
$(STAMPS)/test $(STAMPS)/style $(STAMPS)/fuzz: $(STAMPS)/%: $(STAMPS)/site
	$(INSTALL) '.[$(EXTRAS)]'
	@touch $@

# A browser, its letters, and what reads printed pages, as Debian's packages. Where they cannot be had, tests/browser/
# is skipped, or fails where the environment variable CI is set. CHROMIUM names a browser that stands elsewhere.
CHROMIUM ?= /usr/bin/chromium
export CHROMIUM
PACKAGES := chromium libatomic1 fonts-liberation fonts-noto-core poppler-utils

browser:
	@if command -v $(CHROMIUM) && command -v pdftotext; then :; \
	elif command -v apt-get && [ "$$(id -u)" = 0 ]; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(PACKAGES); \
	else false; fi >/dev/null || echo "*** NO BROWSER HERE: tests/browser/ needs $(PACKAGES); install them. ***" >&2

# The hosts' own programs, which read what is made for them. Where npm is not, their tests are skipped, or fail where
# the environment variable CI is set.
clouds:
	@npm install --prefix tests/hosts/clouds --silent --ignore-scripts --no-package-lock --prefer-offline \
		|| echo "*** NO NPM HERE: the tests of hosts need what tests/hosts/clouds/package.json lists. ***" >&2

# The servers of hosts and what puts them under load, as Debian's packages, and Cloudflare's own program from npm. Where they cannot be had, tests of
# tests/hosts/ are skipped, or fail where CI is set. WRANGLER names a program that stands elsewhere.
WRANGLER ?= $(abspath $(VENV))/hosts/node_modules/.bin/wrangler
export WRANGLER
SERVERS := nginx libnginx-mod-http-brotli-static apache2-bin caddy wrk

hosts: $(STAMPS)/wrangler
	@export PATH="$$PATH:/usr/sbin"; \
	if command -v nginx && command -v apache2 && command -v caddy && command -v wrk && ls /usr/lib/nginx/modules/*brotli_static*; then :; \
	elif command -v apt-get && [ "$$(id -u)" = 0 ]; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(SERVERS); \
	else false; fi >/dev/null 2>&1 || echo "*** SERVERS ARE MISSING: tests/hosts/ needs $(SERVERS); install them. ***" >&2

# Nothing that comes with a package runs when it is installed.
$(STAMPS)/wrangler: tests/hosts/package.json $(STAMPS)/site
	@if command -v npm >/dev/null; then \
		mkdir -p $(VENV)/hosts && cp $< $(VENV)/hosts && npm install --prefix $(VENV)/hosts --silent --ignore-scripts \
			--no-package-lock && touch $@; \
	else echo "*** NO NPM HERE: a test of tests/hosts/ needs wrangler; install Node.js. ***" >&2; fi

# Everything a person or CI does with the portal. `make` lists the verbs; README.md explains them.
# Nothing needs to be installed first but Python 3.11 or newer, its venv module, and make.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
ADDRESS := http://localhost:$(PORT)
# A first look on this machine only: no certificate, so no https. hscp/checks.py refuses this in production.
LOCAL := HSCP_HTTPS=false HSCP_HOSTS=localhost,127.0.0.1 HSCP_ADDRESS=$(ADDRESS)
# A Python that the next Django runs on, if this machine has one.
NEXT_PYTHON ?= $(shell for p in python3.13 python3.14 python3.12 \
	$(wildcard $(or $(PYENV_ROOT),$(HOME)/.pyenv)/versions/3.1[2-4]*/bin/python); do \
	$$p -c '' 2>/dev/null && echo $$p && break; done)
NEXT := build/next
SUPPLY := build/supply
# Python compiles what is imported when it is first imported: a small part of all that is installed.
PIP := pip install --quiet --disable-pip-version-check --require-hashes --no-deps --no-compile
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help setup run test messages watch browser pictures storm bench-pages bench-search bench-documents bench-outage bench-release bench-replica \
	bench-proxy soak restore-drill recovery-drill supply-chain test-next image release lint fmt lock

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# What does not wait for another is made at the same time, on two cores.
TOGETHER = @$(MAKE) --no-print-directory --jobs=2

setup: ## Install everything, for running and for testing
	$(TOGETHER) $(BIN)/.dev build/assets/.made var/secret-key

# On the first run the starter content is loaded while static files are compressed; later there is nothing for two processes to do.
run: ## Start the portal, with starter content on the first run
	$(TOGETHER) build/static/.made $(if $(wildcard var/.prepared),,var/.prepared)
	@$(LOCAL) $(BIN)/python manage.py serve_here --port $(PORT) $(if $(wildcard var/.prepared),--prepare)

var/.prepared: $(BIN)/.base var/secret-key
	@$(LOCAL) $(BIN)/python manage.py prepare --address $(ADDRESS)
	@touch $@

# Tests of a module stay together, so that what the module sets up is set up once. Modules start in their own order: those with
# the fewest tests take longest, and would all come last. One room needs no second process.
test: setup ## Run all tests on SQLite, or some: make test ARGS="tests/training -k book"
	@$(BIN)/python -m pytest $(if $(ARGS),$(ARGS),-n auto --maxprocesses 4 --dist loadscope --no-loadscope-reorder)

watch: setup ## Run tests again whenever code or templates change: make watch ARGS="tests/training -k book"
	@$(BIN)/ptw . --now --clear --runner $(BIN)/pytest --patterns '*.py,*.html,*.yaml,*.typ' \
		--ignore-patterns '*/.venv/*,*/node_modules/*,*/build/*,*/var/*' $(or $(ARGS),--failed-first --exitfirst)

browser: setup ## Run the browser tests; they need Chromium
	@$(BIN)/python -m pytest -m browser -n 2 --dist loadscope

pictures: setup ## Take the pictures of docs/editors.md again; needs Chromium
	@$(BIN)/python -m pytest -m browser -n 0 tests/browser/pictures.py

storm: setup ## Book many places at once for minutes, and mail 10,000 followers; over HTTP only on PostgreSQL, named in HSCP_DATABASE_URL
	@$(BIN)/python -m pytest -m storm tests/training/booking/storm tests/following/storm

bench-pages: setup build/static/.made ## Measure what pages cost with up to 100,000 records; on PostgreSQL, named in HSCP_DATABASE_URL
	@$(BIN)/python -m tests.pages_benchmark $(ARGS)

bench-search: setup ## Measure search beside bare tantivy, with up to 100,000 records
	@$(BIN)/python -m tests.search.benchmark
	@$(BIN)/python -m tests.search.hostile_run

bench-documents: setup ## Measure how PDFs are made, and how pages fare while 50 are asked for at once
	@$(BIN)/python -m tests.documents.benchmark

bench-outage: setup build/static/.made ## Measure what readers get while something is away, slow, full or damaged, or some: ARGS="slow disk"; needs PostgreSQL 15
	@$(BIN)/python -m tests.outage $(ARGS)

soak: setup build/static/.made ## Measure memory and times under a mixed load for minutes: make soak MINUTES=30; needs PostgreSQL 15
	@$(BIN)/python -m tests.outage.soak $(or $(MINUTES),5)

bench-release: setup build/static/.made ## Change the release and the tables while people read, search and book; needs PostgreSQL 15 and nginx
	@$(BIN)/python -m tests.outage.release

bench-replica: setup build/static/.made ## Measure pages and edits while a read replica lags, freezes and stops; needs PostgreSQL 15
	@$(BIN)/python -m tests.outage.replica

bench-proxy: setup build/static/.made ## Measure what readers get while large and slow requests come, with and without nginx and Caddy
	@$(BIN)/python -m tests.proxy

# Docker, or Podman where there is none.
ENGINE ?= $(shell command -v docker || command -v podman)
REVISION := $(shell git rev-parse --short=12 HEAD 2>/dev/null)$(shell test -z "$$(git status --porcelain 2>/dev/null)" || echo -changed)

image: ## Build the container image, named after the revision of the code
	@test -n "$(ENGINE)" || { echo "Install Docker or Podman first."; exit 1; }
	@$(ENGINE) build $(BUILD_ARGS) --file deploy/Dockerfile --build-arg REVISION=$(REVISION) --tag hscp-portal:$(REVISION) .

release: image ## Build the image and start it with its database, cache, jobs and proxy, or replace the release before
	@sh deploy/prepare-secrets.sh
	@HSCP_REVISION=$(REVISION) $(ENGINE) compose --env-file deploy/portal.env --file deploy/compose.yaml up --detach --wait --remove-orphans

test-next: setup ## Run the tests on the next Django, where there is a Python for it: make test-next ARGS=tests/web
ifeq ($(NEXT_PYTHON),)
	@echo "The next Django needs Python 3.12 or newer, and there is none on this machine: nothing was tested."
else
	@$(MAKE) --no-print-directory $(NEXT)/.made
	@$(NEXT)/bin/python -m pytest -W ignore::DeprecationWarning -W ignore::PendingDeprecationWarning \
		-n auto --maxprocesses 4 --dist loadscope $(ARGS)
endif

supply-chain: $(SUPPLY)/.made ## List every package with its licence, look for secrets in the history and for known faults
	@$(BIN)/python .ci/supply_chain/bill_of_materials.py $(SUPPLY)/bin/cyclonedx-py $(BIN)/python
	@$(SUPPLY)/bin/python .ci/supply_chain/secrets_in_history.py
	@$(SUPPLY)/bin/python .ci/supply_chain/advisories.py $(SUPPLY)/bin/pip-audit

restore-drill: setup build/static/.made ## Back up, lose everything, restore, and say how long it took; needs PostgreSQL 15. More bookings: ARGS=100000
	@$(BIN)/python -m tests.recovery.restore_drill $(ARGS)

recovery-drill: setup ## Let a server go back to a second before a deletion; needs PostgreSQL 15 and age
	@$(BIN)/python -m tests.recovery.point_in_time

lint: $(BIN)/.dev ## Check the code's style and that no migration is missing
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(LOCAL) HSCP_SECRET_KEY=lint $(BIN)/python manage.py makemigrations --check --dry-run

messages: $(BIN)/.dev ## Collect the words around the texts of pages, which editors translate
	@$(LOCAL) HSCP_SECRET_KEY=messages $(BIN)/python manage.py interface_words

fmt: $(BIN)/.dev ## Put the code in its usual form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: $(BIN)/.dev ## Work out the exact packages again, with hashes
	@for name in base object-store dev node supply; do $(LOCK) $(UPGRADE) requirements/$$name.in -o requirements/$$name.txt || exit 1; done
	@sed -e '/^django~=/d' -e '/^-[cr] /d' requirements/base.in requirements/dev.in \
		| cat - requirements/next.in | $(LOCK:3.11=3.12) $(UPGRADE) - -o requirements/next.txt

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "The portal needs Python 3.11 or newer. Install it, or name it: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(BIN)/.base: requirements/base.txt | $(BIN)/python
	@echo "Installing the packages the portal runs on (once)…"
	@$(BIN)/python -m $(PIP) -r $<
	@touch $@

$(BIN)/.dev: requirements/dev.txt $(BIN)/.base
	@echo "Installing the packages the tests need…"
	@$(BIN)/python -m $(PIP) -r $<
	@touch $@

$(NEXT)/.made: requirements/next.txt
	@echo "Installing the next Django, beside the one the portal runs on (once)…"
	@$(NEXT_PYTHON) -m venv $(NEXT)
	@$(NEXT)/bin/python -m $(PIP) -r $<
	@touch $@

$(SUPPLY)/.made: requirements/supply.txt $(BIN)/.dev
	@$(BIN)/python -m venv $(SUPPLY)
	@$(SUPPLY)/bin/python -m $(PIP) -r $<
	@touch $@

# GOV.UK Frontend comes from npm. A machine without npm gets one inside .venv.
node_modules/.made: package-lock.json .npmrc | $(if $(shell command -v npm),$(BIN)/python,$(BIN)/.base)
	@command -v npm >/dev/null || $(BIN)/python -m $(PIP) -r requirements/node.txt
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --omit=dev --silent
	@touch $@

build/assets/.made: node_modules/.made hscp/web/frontend_assets.py
	@$(BIN)/python -m hscp.web.frontend_assets
	@touch $@

build/static/.made: build/assets/.made $(BIN)/.base var/secret-key $(shell find static -type f 2>/dev/null)
	@$(LOCAL) $(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@touch $@

# Made once for this machine, readable by its owner only.
var/secret-key: | $(BIN)/python
	@mkdir -p var
	@umask 077 && $(BIN)/python -c "import secrets; print(secrets.token_urlsafe(64))" > $@

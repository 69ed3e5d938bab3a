# Everything that people and CI do with Variant Lens. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PORT ?= 8501
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
DEVELOPMENT := $(VENV)/.development-installed
TRAINING := .venv-training
AUDIT := .venv-audit
COMPILE := uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-annotate --custom-compile-command 'make lock'

.PHONY: help run test check format bench soak demos demos-check schemas screenshots lock audit chromium

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | awk -F'|' '{ printf "  make %-13s %s\n", $$1, $$2 }'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Variant Lens needs Python 3.11 or newer, this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11 run") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.txt | $(BIN)/python
	@echo "Installing what Variant Lens needs into $(VENV) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(DEVELOPMENT): requirements-dev.txt $(RUNTIME)
	@echo "Installing what the tests need into $(VENV) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: $(RUNTIME) ## start the dashboard on http://127.0.0.1:8501 (PORT= changes it)
	@echo "Variant Lens opens on http://127.0.0.1:$(PORT) (Ctrl-C ends it)"
	@$(BIN)/streamlit run app.py --server.port $(PORT)

test: check chromium ## install what is needed, check the code, run every test
	@$(BIN)/pytest -n 2 --dist loadscope -m 'not browser'
	@$(BIN)/pytest -n 2 --dist loadscope -m browser

check: $(DEVELOPMENT) ## format, lint, types, import layers, spelling
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/codespell

format: $(DEVELOPMENT) ## put the code into its form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

chromium: $(DEVELOPMENT)
	@if command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests …"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	else $(BIN)/playwright install chromium; fi

bench: $(DEVELOPMENT) chromium ## measure speed, as ratios against baselines of the same run
	@$(BIN)/python -m benchmarks

soak: $(DEVELOPMENT) ## fifty clients, 500 photographs, how often a verdict is false, odd answers (an hour and a half)
	@$(BIN)/python -m benchmarks.soak
	@$(BIN)/python -m benchmarks.photographs
	@OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.false_passes
	@OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.odd

$(TRAINING)/.installed: training/requirements.txt
	@$(PYTHON) -m venv $(TRAINING)
	@echo "Installing TensorFlow and the training data into $(TRAINING) …"
	@$(TRAINING)/bin/pip install --quiet --disable-pip-version-check -r training/requirements.txt
	@touch $@

demos: $(TRAINING)/.installed ## rebuild the demo projects' models and samples
	@$(TRAINING)/bin/python -m training

demos-check: $(TRAINING)/.installed $(RUNTIME) ## rebuild the demo projects and compare with what is shipped
	@$(TRAINING)/bin/python -m training check

schemas: $(DEVELOPMENT) ## write the JSON Schemas of what the command line writes
	@$(BIN)/python -m docs.schemas.write

screenshots: $(DEVELOPMENT) chromium ## take the screenshots of README and docs
	@$(BIN)/python -m docs.screenshots

lock: ## pin the newest versions into the requirements files (needs uv)
	@$(COMPILE) --upgrade pyproject.toml -o requirements.txt
	@$(COMPILE) --upgrade pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	@$(COMPILE) --upgrade --group training -o training/requirements.txt
	@$(COMPILE) --upgrade --group audit -o audit/requirements.txt

$(AUDIT)/.installed: audit/requirements.txt
	@$(PYTHON) -m venv $(AUDIT)
	@$(AUDIT)/bin/pip install --quiet --disable-pip-version-check -r audit/requirements.txt
	@touch $@

audit: $(AUDIT)/.installed $(RUNTIME) ## what is known against the packages, and their licences; fails where nobody can know
	@$(AUDIT)/bin/python -m audit $(BIN)/python requirements.txt requirements-dev.txt training/requirements.txt

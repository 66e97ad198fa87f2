# `make` alone lists every command. `make demo` and `make test` are all a newcomer needs.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help install demo test soak check format bench scaling generate journals wheel clean

PYTHON ?= python3
UV := .tools/uv/bin/uv
RUN := $(UV) run --frozen --no-sync
DIST ?= dist
export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON ?= $(PYTHON)
export UV_PROJECT_ENVIRONMENT := .venv

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(UV): deploy/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: set PYTHON=python3.x"; exit 1; }
	@echo "→ installing uv (hashed)"
	@$(PYTHON) -m venv .tools/uv
	@.tools/uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r deploy/uv.txt
	@touch $@

.venv/.installed: $(UV) pyproject.toml uv.lock
	@echo "→ installing the project and what it needs (hashed lock)"
	@$(UV) sync --frozen
	@touch $@

install: .venv/.installed ## install everything into .venv

demo: .venv/.installed ## one question on test people, then stays up (ONCE=1: prints and ends)
	@$(RUN) gateway demo $(if $(ONCE),--once)

test: .venv/.installed ## every test
	@$(RUN) pytest -n 2

soak: FOR ?= 600
soak: .venv/.installed ## generated requests and answers, then all kinds of trouble around a gateway (FOR=60: a tenth of it)
	@$(RUN) python -m tests.published.soak --seconds $$(( $(FOR) / 2 ))
	@$(RUN) python -m tests.hostile.fuzz --seconds $$(( $(FOR) / 2 ))
	@$(RUN) python -m tests.trouble.soak --minutes $$(awk 'BEGIN { print $(FOR) / 60 }')

check: .venv/.installed ## format, lint, types, layers, contracts, generated documents
	@echo "→ format"       && $(RUN) ruff format --check .
	@echo "→ lint"         && $(RUN) ruff check .
	@echo "→ encodings"    && $(RUN) ruff check --preview --select PLW1514 .  # Windows reads files as something else than UTF-8
	@echo "→ types"        && $(RUN) mypy
	@echo "→ layers"       && $(RUN) lint-imports
	@echo "→ contracts"    && $(RUN) gateway contract check
	@echo "→ documents"    && $(RUN) gateway contract generate --check && $(RUN) python -m papers --check
	@echo "all checks passed"

format: .venv/.installed ## put every file in the project's form
	@$(RUN) ruff check --fix . && $(RUN) ruff format .

generate: .venv/.installed ## write the documents that follow from contracts and code
	@$(RUN) gateway contract generate && $(RUN) python -m papers

journals: .venv/.installed ## play the scenarios of which a digest is kept, and write the digests of what came of them
	@$(RUN) python -m tests.scenarios.journals

bench: .venv/.installed ## this gateway and the naive one side by side, plain and signed, about 90 s
	@$(RUN) python -m benchmarks.bench

wheel: .venv/.installed ## the gateway, and the mock sources alone: two files that run without this folder, in dist/
	@$(UV) build --wheel --no-build-isolation --python .venv/bin/python --out-dir $(DIST)
	@$(UV) build --wheel --no-build-isolation --python .venv/bin/python --out-dir $(DIST) deploy/mocks

scaling: .venv/.installed ## cost with more sources and larger answers, about two minutes
	@$(RUN) python -m benchmarks.scaling

clean: ## remove what make made
	rm -rf .venv .tools dist

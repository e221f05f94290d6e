# Each target does its own set-up; `make` alone tells what there is.
PYTHON ?= python3
BIN := .venv/bin
export ONLY SCALE
# Images set it; without the bytecode that it forbids, each command and worker of a test is compiled anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test check format bench evaluate requirements install install-dev

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: install ## Start Handpick: servers, web, worker and beat in this terminal; Ctrl-C ends all of it
	@$(BIN)/python -m config.start

test: install-dev ## Run the whole test suite on servers of its own, browser included
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

check: install-dev ## Check style, import directions, migrations, pinned requirements and deployment settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m config.requirements --check
	$(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	BASE_URL=https://example.org $(BIN)/python manage.py check --deploy --fail-level WARNING

format: install-dev ## Put the code into its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install-dev ## Measure and write var/reports/bench.json (ONLY=name runs one, SCALE=n sets the size)
	@$(BIN)/python -m benchmarks

evaluate: install-dev ## Check the scoring method: values, aims and baselines; writes var/reports/evaluate.json (DATA=folder)
	@$(BIN)/python -m scoring.evaluation $(DATA)

requirements: install-dev ## Pin pyproject.toml's dependencies into requirements*.txt
	$(BIN)/python -m config.requirements

install:
	@$(PYTHON) config/install.py run

install-dev:
	@$(PYTHON) config/install.py test

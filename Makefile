# Two commands are the whole set-up: `make demo` and `make test`. Everything lives in .venv.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
FRONTEND := $(shell find frontend \( -name node_modules -o -name generated \) -prune -o -type f -print)

.PHONY: help demo test check soak format lock bench picture clean

help: ## What there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(INSTALLED) ## The product, with a demo company, on this machine
	@$(BIN)/tandem demo

test: $(INSTALLED) ## All that CI runs
	@$(BIN)/python tests/run.py

check: $(INSTALLED) ## Formatting, lint, layers and types only
	@$(BIN)/python tests/run.py --static

MINUTES := 10
soak: $(INSTALLED) ## The desk in any order, for as long as you say: make soak MINUTES=60 SEED=7
	@$(BIN)/python -m tests.soak --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

format: $(INSTALLED) ## Let ruff write the formatting
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

bench: $(INSTALLED) ## Speed, each figure as a ratio to a floor of the same run
	@$(BIN)/python -m benchmarks

picture: $(INSTALLED) ## The README's picture of the desk, taken anew (needs Chromium)
	@$(BIN)/python -m tests.browser.picture

lock: $(INSTALLED) ## Resolve the dependencies anew
	@$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --no-emit-index-url \
	  --no-header --python-version 3.11 --group dev pyproject.toml --output-file requirements/dev.lock

clean: ## Remove what was installed and built (not the desk's data)
	rm -rf .venv frontend/node_modules frontend/generated src/tandem/resources/minilm src/tandem/resources/console src/tandem/resources/widget

# Locked and hash-checked. The last step builds the embedder's weights, once, and the front end.
$(INSTALLED): pyproject.toml build_hook.py build_embedder.py build_frontend.py $(FRONTEND) \
  requirements/dev.lock requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Tandem needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv \
	  || { rm -rf .venv; echo "The venv module is missing. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Installing Tandem into .venv (a minute or two, the first time only) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.lock requirements/uv.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps --editable .
	@touch $(INSTALLED)

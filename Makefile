PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
PLUGINS := $(sort $(wildcard plugins_contrib/*/pyproject.toml))

.PHONY: demo test check bench conformance examples clean

demo: $(READY)
	$(BIN)/headless demo $(ARGS)

test: check
	$(BIN)/pytest -n auto --dist loadfile $(ARGS)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m benchmarks $(ARGS)

# other houses' clients against a server of ours, ten thousand requests that schemathesis makes, and graphql-cop's checks;
# the clients need Node and npm, and say so if they are missing
conformance: $(READY)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[conformance]'
	$(BIN)/python -m conformance.run

# the mini-program and the mobile app in Node, and the storefront in Chromium, against demos; needs Node and npm, too.
# ARGS=--draw draws the pictures of the documentation
examples: $(READY)
	$(BIN)/python -m examples.run $(ARGS)

clean:
	rm -rf .venv conformance/node_modules conformance/codegen/generated conformance/relay/__generated__ examples/storefront/node_modules examples/storefront/src/graphql examples/storefront/dist examples/mobile_app/node_modules examples/mobile_app/dist build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .grimp_cache .hypothesis .import_linter_cache

$(READY): pyproject.toml constraints.txt $(PLUGINS)
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]' $(patsubst %/pyproject.toml,--editable ./%,$(PLUGINS))
	touch $(READY)

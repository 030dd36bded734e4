# Works from a fresh clone on Debian 12 with nothing but python3 (3.11 or newer) and make.
#
#   make demo    see inboxd at work on sample mail, nothing to configure
#   make test    the whole test suite, on real mail servers and a real database
#   make check   format, lint, architecture, types and known holes in what is installed, then the tests
#   make bench   measure
#   make torture kill it, cut its wires, fill its disk, and see that nothing is lost (docs/torture.md)

PYTHON ?= python3
# More for the program behind a target: make demo ARGS=--once, make test ARGS="-n 2 -k outbox"
ARGS ?=

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
# Two installations into one environment must not run at once.
.NOTPARALLEL:
# A developer's own Python settings stay out of it.
unexport PYTHONPATH PYTHONHOME PIP_REQUIRE_VIRTUALENV PIP_TARGET PIP_PREFIX
export PIP_USER := 0
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet
# Named by somebody, not the default above: then no other Python is tried.
CHOSEN := $(if $(filter command environment,$(firstword $(origin PYTHON))),chosen)

.PHONY: demo test check audit bench venv servers fmt lock clean

demo: .build/demo
	$(BIN)/python -m inboxd demo $(ARGS)

test: servers .build/dev
	$(BIN)/python -m pytest $(ARGS)

check: servers .build/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	@$(BIN)/python deploy/bin/audit
	$(BIN)/python -m pytest $(ARGS)

# Without a network it says so and passes; AUDIT=strict fails then, AUDIT=off asks nobody.
audit: .build/dev
	@$(BIN)/python deploy/bin/audit

# Coverage-guided fuzzing (docs/fuzzing.md); Atheris has wheels for Linux on x86-64 and few versions of Python only.
# make fuzz ARGS="--minutes 10 --seed 7 --target parse" is the other fuzzer, which needs nothing of this.
fuzz: .build/fuzz
	$(BIN)/python -m tests.hostile.fuzz $(ARGS)

.build/fuzz: deploy/locks/fuzz.txt .build/dev
	@$(PIP) install --require-hashes --no-deps -r deploy/locks/fuzz.txt || echo "Atheris does not install here; tests.hostile.fuzz works without it."
	@touch $@

bench: servers .build/dev
	$(BIN)/python -m benchmarks $(ARGS)

torture: servers .build/dev
	$(BIN)/python -m tests.torture $(ARGS)

venv: .build/dev

fmt: .build/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

servers:
	@deploy/bin/install-servers

.venv/pyvenv.cfg:
	@deploy/bin/make-venv "$(PYTHON)" $(CHOSEN)

# Everything that is fetched is in a lock with its hashes, the build backend too.
.build/dev .build/demo: .build/%: deploy/locks/%.txt pyproject.toml .venv/pyvenv.cfg
	@echo "Installing what deploy/locks/$*.txt names; the first time this takes a minute."
	@$(PIP) install --require-hashes -r deploy/locks/$*.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@mkdir -p .build
	@touch $@

# dev: all; demo: what `make demo` needs; run: inboxd and PostgreSQL's driver; build: what makes the wheel.
# The oldest supported Python decides the versions; hashes of all their wheels are kept, for newer ones.
# make lock ARGS=--upgrade takes the newest that pyproject.toml allows.
COMPILE = CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links $(ARGS)
WITHIN := --constraint deploy/locks/dev.txt
lock: .build/dev
	$(COMPILE) --extra dev --build-deps-for editable --output-file deploy/locks/dev.txt pyproject.toml
	$(COMPILE) --extra demo --build-deps-for editable $(WITHIN) --output-file deploy/locks/demo.txt pyproject.toml
	$(COMPILE) --extra postgres $(WITHIN) --output-file deploy/locks/run.txt pyproject.toml
	$(COMPILE) --only-build-deps --build-deps-for wheel $(WITHIN) --output-file deploy/locks/build.txt pyproject.toml

clean:
	rm -rf .venv .build

# Two commands do all the set-up: `make demo` and `make test`. They need Python 3.11 or newer,
# make and git, and install into .venv only. PYTHON=... names the Python to use.

ifdef PYTHON
CANDIDATES := $(PYTHON)
else
CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11 python
endif

INSTALLED := .venv/installed

.PHONY: demo test docs bench bench-growth bench-compare bench-peers soak soak-watch clean

demo: $(INSTALLED)
	.venv/bin/vaultcrm demo

test: $(INSTALLED)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/pytest -n auto --dist worksteal

docs: $(INSTALLED)  # the pages that are built from the program itself
	.venv/bin/python docs/build.py

# How long what is done most often takes, as ratios: docs/performance.md.
# BENCH: options of these scripts, such as --json out.json; PEERS: where the others are installed.
BENCH_NOTES ?= 10000
GROWTH_NOTES ?= 10000 100000

bench: $(INSTALLED)
	.venv/bin/python tests/bench/bench.py --notes $(BENCH_NOTES) $(BENCH)

bench-growth: $(INSTALLED)  # half an hour or so
	.venv/bin/python tests/bench/growth.py --notes $(GROWTH_NOTES) $(BENCH)

bench-compare: $(INSTALLED)  # BASE=old.json, and NEW=new.json unless it is to be measured now
	$(if $(BASE),,$(error BASE=old.json is missing))
	.venv/bin/python tests/bench/compare.py $(BASE) $(NEW)

bench-peers: $(INSTALLED)
	.venv/bin/python tests/bench/peers.py --notes $(BENCH_NOTES) $(PEERS) $(BENCH)

# What takes too long for the tests: a hundred thousand mutated notes, the YAML test suite (npm),
# 2,000 saves of each kind beside `check --fix`, and eight times two years of reminders.
soak: $(INSTALLED)
	.venv/bin/python tests/soak/fuzz.py
	VAULTCRM_EXPLORE=1 .venv/bin/pytest -q -n auto
	.venv/bin/python tests/soak/yaml_suite.py
	VAULTCRM_SAVES=2000 .venv/bin/pytest -q tests/writing/test_fixing_faults.py
	VAULTCRM_LIVES=8 .venv/bin/pytest -q -n auto tests/reminders/test_simulation.py

soak-watch: $(INSTALLED)  # a day of edits in ten minutes; SOAK: other options
	.venv/bin/python tests/soak/watch_soak.py $(SOAK)

clean:
	rm -rf .venv dist build .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find vaultcrm tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Built without isolation, so that the build tools too are the versions that were tested. Lifetimes
# is never imported: a test reads the customers of CDNOW that come with it (facts/test_alive.py), so
# that it needs none of what it depends on.
$(INSTALLED): pyproject.toml constraints.txt
	@rm -rf .venv; \
	for python in $(CANDIDATES); do \
	    if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "$$python -m venv .venv"; \
	        $$python -m venv .venv && exit 0; \
	        rm -rf .venv; exit 1; \
	    fi; \
	done; \
	echo "error: vaultcrm needs Python 3.11 or newer; none of these is: $(CANDIDATES)" >&2; \
	echo "hint: install one, or name one: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; \
	exit 1
	.venv/bin/python -m pip install --quiet --constraint constraints.txt hatchling
	.venv/bin/python -m pip install --quiet --constraint constraints.txt \
	    --no-build-isolation --editable '.[dev]'
	.venv/bin/python -m pip install --quiet --constraint constraints.txt --no-deps Lifetimes
	@touch $@

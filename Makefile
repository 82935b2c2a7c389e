# One command for everything: `make commune=07330`. Run `make help` for the rest.
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
DATA_RAW ?= data_raw
DATA_OUT ?= data_out
WORKERS ?=
SCHEDULER ?=
ALLOW_SHRINK ?=
CONTAINER ?= $(firstword $(foreach tool,podman docker,$(if $(shell command -v $(tool) 2>/dev/null),$(tool))))
FILE ?=
HOST ?=
PORT ?=
export DATA_RAW DATA_OUT WORKERS SCHEDULER ALLOW_SHRINK FILE HOST PORT

.DEFAULT_GOAL := $(if $(commune),run,help)
communes ?=
parcels ?=
letters ?=
yes ?=

.PHONY: help run batch intake handin extracts renumber status purge review review-export review-import harvest check-qgis setup test test-quick lint audit format clean sample benchmark tables image messages lock

help:  ## list of targets
	@echo 'make commune=<ma_xa>   số hóa một xã: data_raw/<ma_xa> -> data_out/<ma_xa>'
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */make \1|/' | column -t -s '|'
	@echo 'DATA_RAW= DATA_OUT= WORKERS= SCHEDULER=   other folders, processes, a running Dask scheduler'
	@echo 'ALLOW_SHRINK=1   deliver although files of the delivery before are missing or cannot be read'

run: $(READY)  ## digitize one commune (commune=<ma_xa>)
	@$(PY) -m workflows run "$(commune)"

batch: $(READY)  ## digitize all communes under DATA_RAW, or communes="07330 07210"
	@$(PY) -m workflows batch $(communes)

intake: $(READY)  ## digitize communes whose scans are new or changed
	@$(PY) -m workflows intake

handin: $(READY)  ## make what an office hands in, of the last delivery (commune=<ma_xa>, letters=tcvn3 for maps)
	@$(PY) -m workflows handin "$(commune)" $(if $(letters),--letters $(letters))

extracts: $(READY)  ## extracts of the map as PDF (commune=<ma_xa> parcels="<sheet>/<parcel> ...")
	@$(PY) -m workflows extracts "$(commune)" $(parcels)

renumber: $(READY)  ## propose numbers of today for the sheets, where an office has no table (commune=<ma_xa>)
	@$(PY) -m workflows renumber "$(commune)"

status: $(READY)  ## where every commune stands
	@$(PY) -m workflows status

purge: $(READY)  ## remove what was made of one commune, never its scans (commune=<ma_xa> yes=1)
	@$(PY) -m workflows purge "$(commune)" $(if $(yes),--yes)

review: $(READY)  ## decide what waits, in the browser (commune=<ma_xa>, HOST=<address> for the network)
	@$(PY) -m workflows review "$(commune)"

review-export: $(READY)  ## write people's decisions as a table (commune=<ma_xa>, FILE=<table.csv>)
	@$(PY) -m workflows review-export "$(commune)"

review-import: $(READY)  ## take decisions of a table into the journal (commune=<ma_xa> FILE=<table.csv>)
	@$(PY) -m workflows review-import "$(commune)"

harvest: $(READY)  ## take what was edited in a delivery, or a copy of it, as decisions (commune=<ma_xa> FILE=<copy.gpkg>)
	@$(PY) -m workflows harvest "$(commune)"

check-qgis: $(READY)  ## open a delivery in this machine's QGIS and draw it (commune=<ma_xa>)
	@/usr/bin/python3 tools/check_qgis.py "$(DATA_OUT)/$(commune)/$(commune).gpkg" "$(DATA_OUT)/$(commune)/.work/qgis"

setup: $(READY)  ## install system and Python packages

$(READY): requirements.lock pyproject.toml tools/setup.sh
	@sh tools/setup.sh $(VENV)
	@touch $@

test: $(READY)  ## run the tests
	@$(PY) -m pytest

test-quick: $(READY)  ## the tests but whole runs, on all cores; readers answer from their last recordings
	@READINGS=.pytest_cache/readings $(PY) -m pytest -n auto --dist loadfile -m "not slow"

lint: $(READY)  ## style, formatting and types
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy

audit: $(READY)  ## licences of everything needed at run time
	@$(PY) tools/audit_licences.py

format: $(READY)  ## put the code in the house's format
	@$(VENV)/bin/ruff check --fix-only -q . ; $(VENV)/bin/ruff format -q .

clean:  ## remove everything that can be made again
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

sample: $(READY)  ## render the shipped sample anew
	@$(PY) -m synthetic sample

benchmark: $(READY)  ## measure accuracy and speed on rendered communes
	@$(PY) -m benchmarks

image:  ## the program as an image for containers (podman or docker), also for Windows
	@$(CONTAINER) build -t diachinh -f Containerfile .

tables: $(READY)  ## write the tables of measures in README and docs from benchmarks/results
	@$(PY) -m benchmarks.tables

messages: $(READY)  ## write docs/messages.md from the catalogue
	@$(PY) tools/write_messages.py

lock:  ## write requirements.lock anew from pyproject.toml
	@uv pip compile pyproject.toml --extra dev --generate-hashes --no-emit-index-url --no-header -q -o requirements.lock --python-version 3.11

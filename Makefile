# Everything is one command; Go alone is enough for all of them but the race run, which wants a C compiler.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

export CGO_ENABLED := 0

GOLANGCI_LINT_VERSION := v2.15.0
GOLANGCI_LINT := .tools/golangci-lint-$(GOLANGCI_LINT_VERSION)/golangci-lint

# What `make bench` runs: a pattern of benchmark names, how long each, in which packages; runs of the table of blocks.
BENCH ?= .
BENCHTIME ?= 1s
BENCHPKG ?= ./...
BLOCKRUNS ?= 5
# How it measures the whole product, such as LOAD='-time 30s -data /mnt/disk'; see cmd/benchload.
LOAD ?=
# How bench-host measures; half an hour, most of it for storing a million sessions twice three times.
HOST ?= -bots 10000 -stored 1000000 -timers 100000

# How bench-fair measures; see cmd/benchfair.
FAIR ?=

# What of the crash matrix is run; see cmd/crashmatrix.
CRASH ?=

# The binary of the version that `make upgrade` begins with; the same as in the end if empty.
FROM ?=

# Where `make test` leaves the events of the runs; empty for nowhere.
LOGS ?=

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The editor's page. Without Node the binary has a placeholder that says how to get it.
UI := editor/ui
UI_READY := $(UI)/node_modules/.package-lock.json

.PHONY: run
run: ## start Scenarist on SQLite, with the editor; builds its page first
	@.ci/page.sh offer
	go run ./cmd/scenarist serve

.PHONY: ui
ui: $(UI)/dist/index.html ## build the editor's page; needs Node 20 or newer

$(UI)/dist/index.html: $(UI_READY) $(UI)/index.html $(UI)/vite.config.ts $(UI)/tsconfig.json $(shell find $(UI)/src $(UI)/public -type f 2>/dev/null)
	cd $(UI) && npm run --silent build
	@touch $@

$(UI_READY): $(UI)/package.json $(UI)/package-lock.json
	cd $(UI) && npm ci --no-audit --no-fund
	@touch $@

.PHONY: test
test: ## all tests, then those of goroutines under the race detector
	@.ci/prepare.sh
	@.ci/test.sh $(LOGS)

.PHONY: check
check: fmt-check lint tidy-check ui-check fresh-check ## formats, linters, go.mod and generated files, as CI does

.PHONY: bench
bench: ## benchmarks, then the whole product under load; BENCH=pattern, BENCHTIME=1s, BENCHPKG=./engine/...
	go test -run '^$$' -bench '$(BENCH)' -skip '^BenchmarkBlocks$$' -benchtime $(BENCHTIME) -benchmem $(BENCHPKG)
	@$(MAKE) --no-print-directory bench-blocks
	go run ./cmd/benchload $(LOAD)

.PHONY: bench-host
bench-host: ## the tables of the README about load, on PostgreSQL and SQLite, in half an hour; HOST='-runs 1' and more narrows it
	go run ./cmd/benchload -suite $(HOST)

.PHONY: bench-blocks
bench-blocks: ## tables of what a turn of every block type takes, and a call of a custom one, held to what is promised: medians of BLOCKRUNS=5 runs
	go test -run '^$$' -bench '^BenchmarkBlocks$$' -benchtime 50ms -count $(BLOCKRUNS) ./blocks | .ci/block_table.sh
	@echo
	go test -run '^$$' -bench '^Benchmark(Call|Palette)$$' -benchtime 50ms -count $(BLOCKRUNS) ./engine/custom/... | .ci/call_table.sh

.PHONY: bench-fair
bench-fair: ## how much a flood at one bot delays another one; FAIR='-users 500 -time 30s'
	go run ./cmd/benchfair $(FAIR)

.PHONY: bench-ui
bench-ui: $(UI_READY) ## how fast the canvas opens and moves a draft of 1,000 blocks, in a headless Chromium
	cd $(UI) && npm run --silent build && npm run --silent bench

.PHONY: crash
crash: ## kills and cuts everything under 30,000 updates and counts what is lost or doubled; CRASH='-instances 2' narrows it
	go run ./cmd/crashmatrix $(CRASH)

.PHONY: upgrade
upgrade: ## replaces all processes twice under 30,000 updates, one after the other, and counts what anybody could notice; FROM=binary begins with another version
	go run ./cmd/crashmatrix -kills 0 -postgres-kills 0 -cuts 0 -storms 0 -upgrades 2 -from '$(FROM)' $(CRASH)

.PHONY: api
api: ## write down what our packages export for integrators, after a change of it that is meant
	go test -count=1 -run TestAPI_IsKept ./cmd/internal/goapi -update

.PHONY: fmt
fmt: $(GOLANGCI_LINT) $(UI_READY) ## format all Go and TypeScript files
	$(GOLANGCI_LINT) fmt
	cd $(UI) && npm run --silent format

# The parts of check, in the order of what is quickest to mend.
.PHONY: fmt-check lint tidy-check ui-check fresh-check
fmt-check: $(GOLANGCI_LINT)
	$(GOLANGCI_LINT) fmt --diff

# With all that go vet looks at.
lint: $(GOLANGCI_LINT)
	$(GOLANGCI_LINT) run

tidy-check:
	go mod tidy -diff

ui-check: $(UI_READY)
	cd $(UI) && npm run --silent check

# Last, since the others must not read what is being written.
fresh-check: $(UI_READY) | fmt-check lint tidy-check ui-check
	.ci/fresh.sh

# One folder a version, so that raising the version installs it.
$(GOLANGCI_LINT):
	GOBIN=$(CURDIR)/$(@D) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT_VERSION)

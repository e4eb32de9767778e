# `make help` lists what there is. Every target that needs Swift runs one build at a time.
SHELL := /bin/bash
.NOTPARALLEL:
.PHONY: help setup build release demo test check bench clean

PORT ?= 8080
SIZES ?= 1000 10000
RUNS ?= 5
SWIFT ?= swift
# The runtime inside the program, and calls between the rooms inlined: docs/decisions/0011-release-build.md.
RELEASE := -c release --product promptuary --scratch-path .build-release --static-swift-stdlib \
	-Xswiftc -cross-module-optimization

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: ## install what building and testing need (apt and pip; root or sudo), quick when all is there
	@scripts/setup

build: ## build the program, for debugging: .build/debug/promptuary
	$(SWIFT) build --product promptuary

release: ## build the program, optimized: .build-release/release/promptuary
	$(SWIFT) build $(RELEASE)

demo: ## build a site of sample-registry and serve it here (PORT=8080)
	@scripts/demo $(PORT)

test: ## everything that can fail: build, Swift tests, source checks, tests with real clients
	@scripts/setup
	@scripts/test

check: ## judge the sources: format, imports of each room, rule anchors, words
	@scripts/check

bench: ## measure builds and signing against the least work that anybody must do (SIZES="1000 10000" RUNS=5)
	@scripts/setup
	@Benchmarks/run $(addprefix --size ,$(SIZES)) --runs $(RUNS)

clean: ## remove what these targets made, but for .venv
	rm -rf .build .build-release .demo .bench

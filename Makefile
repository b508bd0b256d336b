# Every task of libskillsvideo is a target here. `make demo` and `make test` are enough to start.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory
# Packages have the date of the last entry in packaging/debian/changelog, so that the same sources give the
# same bytes.
RELEASED = $(shell sed -n '/^ -- /{s/^ -- .*>  //p;q}' packaging/debian/changelog)
export SOURCE_DATE_EPOCH ?= $(shell date -d "$(RELEASED)" +%s)

PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
DESTDIR ?=
SUITES ?= ../shared/suites
SEEDS ?= 100000
SEED ?=
FUZZ_SECONDS ?= 600

VERSION := $(shell sed -n 's/^\#define SV_VERSION_\(MAJOR\|MINOR\|PATCH\) //p' include/skillsvideo.h \
  | paste -sd.)
SONAME := libskillsvideo.so.0
LIBRARY := build/libskillsvideo.so.$(VERSION)
SIZE_MAX := 900000
SELF_CONTAINED := build/self-contained/libskillsvideo.so.$(VERSION)
SELF_CONTAINED_MAX := 5767168

# Each kind of build has its own scratch path, because they would overwrite each other.
ORDINARY := packaging/swift-debug.sh
EMBEDDED := .build-embedded
BIN := .build-debug/debug
# Installed programs contain the Swift runtime, because other machines do not have it.
RELEASE := --scratch-path .build-release -c release --static-swift-stdlib
# Only swift needs to be on PATH; the toolchain's other programs are next to it.
TOOLCHAIN = $(dir $(shell readlink -f "$$(command -v swift)"))

# The folder that the command and the simulator are installed from. Only the default one is built by make.
PROGRAMS ?= .build-release/release
DEBS ?= build/deb
INSTALLATION = DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" LIBDIR="$(LIBDIR)" PROGRAMS="$(PROGRAMS)" \
  VERSION="$(VERSION)"

# Packages for the library; then also for the simulator, which makes pictures.
PACKAGES_LIBRARY := libcurl4-openssl-dev libpcre2-dev libssl-dev zlib1g-dev libbrotli-dev libzstd-dev \
  pkg-config gcc g++ binutils dpkg-dev python3
PACKAGES := $(PACKAGES_LIBRARY) libpng-dev libjpeg-dev libwebp-dev
# Packages for make lint, and the folders with scripts.
PACKAGES_LINT := shellcheck python3-venv
SCRIPTS := Tests packaging bindings
# For make install, which removes the search path for libraries from the programs.
PACKAGES_INSTALL := patchelf
# For make abi.
PACKAGES_ABI := abigail-tools
# For the tests: checkers, a real proxy, and every supported shell, language and packaging tool.
PACKAGES_TEST := $(PACKAGES_LINT) $(PACKAGES_INSTALL) $(PACKAGES_ABI) valgrind openssl nginx-light curl \
  cmake libglib2.0-dev mandoc groff-base zsh fish busybox ruby luajit libffi-platypus-perl php-cli \
  python3-jsonschema
# For make wheel.
PACKAGES_WHEEL := python3-venv
# For make test-long.
PACKAGES_LONG := debootstrap

.PHONY: help setup setup-tests lib lib-static sources-check build demo lint test test-long simulate bench \
  bench-inspect wheel tools wheel-tools skill bench-python man install uninstall deb abi size clean
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 24

setup: ## install the Debian packages that are missing for a build
	@packaging/setup.sh $(PACKAGES)

setup-tests: ## install the Debian packages that are missing for the tests
	@packaging/setup.sh $(PACKAGES) $(PACKAGES_TEST)

# Libraries that Debian has only as shared ones, or not for an old glibc.
.PHONY: setup-library simdjson static-dependencies
setup-library:
	@packaging/setup.sh $(PACKAGES_LIBRARY)
	@packaging/forget-moved.sh

simdjson: setup-library
	@packaging/dependencies/build.py simdjson

static-dependencies: setup-library
	@packaging/dependencies/build.py static

lib: simdjson ## build the shared library into build/; it uses the system's libcurl
	@echo "building the library (Embedded Swift)"
	@packaging/embedded/plan.py $(EMBEDDED)
	@packaging/quietly.sh $(MAKE) -s -j2 -f $(EMBEDDED)/rules.mk
	@packaging/publish-library.sh system $(EMBEDDED)/libskillsvideo.so $(LIBRARY) $(SONAME) $(SIZE_MAX) \
	  "$(TOOLCHAIN)"

lib-static: lib static-dependencies ## build the self-contained library, which needs only libc
	@packaging/link-static.sh $(EMBEDDED)/libskillsvideo-static.so $(SONAME) "$(TOOLCHAIN)"
	@packaging/publish-library.sh self-contained $(EMBEDDED)/libskillsvideo-static.so $(SELF_CONTAINED) \
	  $(SONAME) $(SELF_CONTAINED_MAX) "$(TOOLCHAIN)"

sources-check: setup-library ## list parts of the self-contained library that are newer in Debian
	@packaging/dependencies/newer.py

# The Embedded build uses one processor, so the ordinary one runs at the same time.
build: setup simdjson ## build the library, the command and the simulator
	@$(MAKE) -j2 lib ordinary

.PHONY: ordinary
ordinary: setup simdjson
	@echo "building the command and the simulator (the first time takes some minutes)"
	@packaging/quietly.sh $(ORDINARY) build --product skillsvideo
	@packaging/quietly.sh $(ORDINARY) build --product skillsvideo-simulator

demo: build ## generate a picture on the local simulator, through the whole engine
	@mkdir -p build/demo
	@COMMAND=$(BIN)/skillsvideo packaging/demo.sh build/demo

lint: ## check all sources: formatters, ruff, shellcheck, and the rules of Tests/layout.py
	@packaging/setup.sh $(PACKAGES_LINT)
	@bindings/python/tools/venv.sh lint
	@swift format lint --strict --recursive --parallel Sources Tests Package.swift
	@.venv-lint/bin/ruff check --quiet --no-cache --config Tests/ruff.toml $(SCRIPTS)
	@.venv-lint/bin/ruff format --quiet --no-cache --config Tests/ruff.toml --check bindings/python
	@find $(SCRIPTS) .ci -name '*.sh' -o -name '*.bash' -o -path .ci/run | xargs shellcheck
	@Tests/layout.py

.PHONY: everything
everything: setup simdjson
	@$(MAKE) -j2 lib-static ordinary

test: setup-tests everything ## run everything that a change must pass
	@SUITES="$(abspath $(SUITES))" Tests/run.py

test-long: setup-tests everything ## run also fuzzing (FUZZ_SECONDS=N a target), many seeds, clean Debians
	@packaging/setup.sh $(PACKAGES_LONG)
	@SUITES="$(abspath $(SUITES))" FUZZ_SECONDS=$(FUZZ_SECONDS) Tests/run.py --long

simulate: ## simulate the lifecycle in virtual time: SEEDS=N of them, or only SEED=S
	@SEEDS=$(SEEDS) $(if $(SEED),SEED=$(SEED) )swift test --scratch-path .build-simulate -c release \
	  -Xswiftc -enable-testing --filter SimulationTests 2>&1 | grep -E '^simulation|seed|✘|Test run'

bench: lib programs wheel ## compare the speed with bare libcurl programs, curl and other clients
	@Tests/bench/run.py
	@Tests/bench/libraries.py
	@Tests/bench/cold_start.py $(PROGRAMS)/skillsvideo
	@Tests/bench/inspection.py
	@Tests/bench/growth.py
	@$(MAKE) bench-python

bench-inspect: lib ## compare the speed of sv_inspect with simdjson and Python, and show how it grows
	@Tests/bench/inspection.py
	@Tests/bench/growth.py

wheel: lib-static ## build the Python package's wheel into build/wheels
	@packaging/setup.sh $(PACKAGES_WHEEL)
	@bindings/python/tools/wheels.sh skillsvideo
	@bindings/python/tools/fresh.sh
	@.venv-wheel/bin/python bindings/python/tools/import_time.py build/python/venv/bin/python

tools: setup simdjson static-dependencies ## build a command and a simulator that need only libc
	@echo "building the command and the simulator for their wheel (the first time takes some minutes)"
	@packaging/quietly.sh swift build $(RELEASE) --product skillsvideo
	@packaging/quietly.sh swift build $(RELEASE) --product skillsvideo-simulator
	@packaging/tools/link.sh

wheel-tools: tools ## build the wheel of the command and the simulator into build/wheels
	@packaging/setup.sh $(PACKAGES_WHEEL)
	@bindings/python/tools/wheels.sh tools

skill: wheel ## build the agent skills ai-image and ai-video into build/skill, ready to copy
	@bindings/skill/tools/build.py --wheel build/wheels/skillsvideo-*.whl build/skill

bench-python: wheel ## measure the wheel's size and import, and compare with other clients
	@bindings/python/tools/venv.sh python
	@.venv-python/bin/python bindings/python/bench/run.py

# Builds the programs to install, unless PROGRAMS names another folder.
.PHONY: programs
programs:
ifeq ($(PROGRAMS),.build-release/release)
	@echo "building the command and the simulator for installation (the first time takes some minutes)"
	@packaging/quietly.sh swift build $(RELEASE) --product skillsvideo
	@packaging/quietly.sh swift build $(RELEASE) --product skillsvideo-simulator
endif

man: programs ## write the man pages into build/man, from the help texts and the header
	@packaging/manpages.py $(PROGRAMS) build/man

.PHONY: setup-install
setup-install:
	@packaging/setup.sh $(PACKAGES_INSTALL)

install: setup-install lib man ## install below DESTDIR/PREFIX
	@$(INSTALLATION) packaging/install.sh
	@echo "installed below $(DESTDIR)$(PREFIX)"

uninstall: ## remove what make install installed
	@$(INSTALLATION) packaging/install.sh --remove
	@echo "removed what was installed below $(DESTDIR)$(PREFIX)"

deb: setup-install lib man ## make Debian packages: the library, its development files, the command
	@PROGRAMS="$(abspath $(PROGRAMS))" VERSION="$(VERSION)" packaging/deb.sh "$(DEBS)"

abi: lib ## compare the interface with that of the last release
	@packaging/setup.sh $(PACKAGES_ABI)
	@packaging/abi.py $(LIBRARY)

size: lib ## list what the library's bytes are, by section and by module
	@packaging/size.py $(LIBRARY) $(EMBEDDED)/libskillsvideo.so

clean: ## remove everything that was built
	rm -rf build .build-* .venv-*

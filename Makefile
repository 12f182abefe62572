.DEFAULT_GOAL := help
PREFIX ?= /usr/local
.PHONY: help setup build dist dist-all install demo test lint oldest fmt fuzz bench bloat parts faults manual release-assets release-dry-run advisories newest soak clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## install what a build needs: compiler, musl, std's source
	@scripts/setup.sh build

build: setup ## debug build for this machine
	cargo build --locked

dist: setup ## the files that ship: dist/probelet and dist/probelet-http (PLAIN=1: with stable cargo alone, in dist/plain)
	@scripts/dist.sh

dist-all: ## the same for every architecture, each file tested (ARCHITECTURES="arm64 s390x": only these)
	@scripts/dist-all.sh $(ARCHITECTURES)

install: dist/probelet ## install the program, its man page and completions below PREFIX (/usr/local)
	mkdir -p target/manual
	python3 scripts/manual.py target/manual
	install -Dm755 dist/probelet $(DESTDIR)$(PREFIX)/bin/probelet
	install -Dm644 target/manual/probelet.1 $(DESTDIR)$(PREFIX)/share/man/man1/probelet.1
	install -Dm644 target/manual/probelet.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/probelet
	install -Dm644 target/manual/_probelet $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_probelet
	install -Dm644 target/manual/probelet.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/probelet.fish

dist/probelet:
	$(MAKE) dist

demo: ## build what ships and show it on a service that turns bad, slow and off
	@scripts/setup.sh demo
	@scripts/dist.sh
	@scripts/demo.sh

test: ## every check: format, lints, docs, unit, process and Docker tests, budgets, licences
	@scripts/test.sh

lint: ## format check and lints only
	@scripts/setup.sh test
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked --no-default-features -- -D warnings
	@scripts/workflows.sh

oldest: ## compile with the oldest Rust that Cargo.toml promises
	@scripts/oldest.sh

fmt: ## format the code
	cargo fmt

fuzz: ## run libFuzzer on every parser and the client, a minute each; SECONDS=600 for longer
	@scripts/fuzz.sh $(SECONDS)

bench: dist ## compare with what people use instead; writes the figures into the pages
	@scripts/setup.sh test
	@scripts/bench.sh

bloat: setup ## where the bytes of the shipped files are: by section, crate and symbol
	@scripts/bloat.sh

parts: setup ## what each part of TLS costs in bytes; writes bench/results/parts.csv
	@scripts/parts.sh

faults: ## write docs/faults.md, with curl and wget beside it
	WRITE_FAULTS=1 cargo test --locked --test process faults::

manual: ## write target/manual: the man page, and completions for bash, zsh and fish
	mkdir -p target/manual
	python3 scripts/manual.py target/manual

release-assets: ## what a release consists of, out of what dist-all built: target/release-assets
	@scripts/release.sh

release-dry-run: ## every command of a release in fresh containers, pushing nothing (ARCHITECTURES=amd64)
	@scripts/release-dry-run.sh $(ARCHITECTURES)

advisories: setup ## fail on known vulnerabilities of dependencies
	@scripts/deny.sh --advisories

newest: ## take the newest version of every dependency, then test and measure
	@scripts/setup.sh test
	cargo update
	cargo test --locked --no-fail-fast --bins --test process
	@scripts/dist.sh
	@scripts/budget.sh

soak: dist ## 10,000 probes in a row, 200 at once, and floods
	@scripts/soak.sh

clean: ## remove what was built
	rm -rf target dist

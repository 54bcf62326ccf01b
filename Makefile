# The commands of this project; each is one line that a person could type.
.PHONY: help run test soak bench fuzz format lint web packages

sources = Sources Tests Fuzz Benchmarks Package.swift

help: ## these lines
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile | expand -t 16

run: ## installs what is missing, builds, and serves ./data with a demo company
	Scripts/packages.sh run && web/build.sh && Scripts/phrases.sh && swift build -c release --static-swift-stdlib --product martlet && .build/release/martlet serve --data ./data --demo

test: ## every test, real peers included; outputs in artefacts/
	Scripts/packages.sh test && Scripts/test.sh

soak: ## 2 000 random calls with random features; nothing may be left behind
	Scripts/packages.sh test && swift build --product martlet && python3 -B Tests/EndToEnd/soak.py .build/debug/martlet --calls 2000

bench: ## a table of CPU figures and ratios, never a verdict
	Scripts/packages.sh test && Benchmarks/run.sh

fuzz: ## libFuzzer on each parser, a minute each
	Fuzz/run.sh 60

format: ## the layout of every Swift file
	swift-format format -i -p -r $(sources)

lint: ## layout, and the rules about the sources
	swift-format lint --strict -p -r $(sources) && swift test --filter TidyTests

web: ## type-checks, bundles and tests the web app
	Scripts/packages.sh run && web/build.sh --force && web/test.sh

packages: ## the Debian packages that running and testing need
	Scripts/packages.sh test

.DEFAULT_GOAL := help
.PHONY: help demo demo-onboarding-test sandbox test test-all align matrix mutants fuzz soak soak-planted chaos lint rename api-check api-baseline release-dry vuln cover bench \
	bench-sandbox bench-peers coverage fidelity fmt generate api openapi

# Tools are pinned in go.mod files of their own; the go command builds each once and keeps it in its cache.
tool  = go tool -modfile="$(CURDIR)/tools/go.mod"
# What this compiles of the standard library serves a test of check too.
check = go run -trimpath -gcflags=all=-dwarf=false ./cmd/check
each  = cd tools && $(check) -root .. each

help: ## Show this list
	@while IFS= read -r line; do case $$line in [a-z]*:*"## "*) printf '  make %-20s %s\n' "$${line%%:*}" "$${line##*## }";; esac; done < $(firstword $(MAKEFILE_LIST))

demo: ## Run a background check from start to PDF, without an account
	go run ./examples/quickstart

demo-%: ## The others in examples/: check monitoring batch kyc onboarding whatsapp webhook lender
	cd examples/$* && go run .

demo-onboarding-test: ## Go through the onboarding page in headless Chromium, on a phone's screen and a desk's
	@cd examples/onboarding/browser && go test -count=1 -v ./...

sandbox: ## Serve a Truora of your own on http://127.0.0.1:8090, with a page to watch it
	cd cmd/truora-go && go run . sandbox

test: ## Check every module as CI does: format, go.mod, vet, tests, contract
	@cd tools && $(check) -root ..

test-all: ## The same with bench/peers too, which compiles five other SDKs for minutes
	@cd tools && $(check) -all -root ..

align: ## Make every module require the same versions of what they share, as `make test` wants it
	@cd tools && $(check) -all -root .. align

matrix: ## Run every operation under every fault, and look for leaks
	@cd contract && go test -count=1 -run '^(TestMatrix|TestCanary)$$'

mutants: ## Plant known faults in the code, one at a time, and see that the tests catch each
	@cd tools && go run ./cmd/mutants -root ..

FUZZTIME ?= 30s
fuzz: ## Run each fuzz target of every module for FUZZTIME (30s)
	@cd tools && go run ./cmd/fuzz -root .. -time $(FUZZTIME)

SOAKTIME ?= 60s
soak: ## Call from 64 goroutines over sockets with faults for SOAKTIME (60s): leaks, and the books
	@cd contract && go run -race ./cmd/soak -time $(SOAKTIME)

soak-planted: ## The same with lost requests sent again on the way: must fail
	@cd contract && if go run -race ./cmd/soak -time $(SOAKTIME) -plant; then echo "the soak saw nothing"; exit 1; fi

CHAOSTIME ?= 2m
CHAOSPOSTGRES ?= own # or the URL of a server, which is then not restarted
chaos: ## Kill and stop workers of durable for CHAOSTIME (2m) on PostgreSQL and SQLite: nothing may be bought twice
	@cd durable && go run ./cmd/chaos -sqlite "$${TMPDIR:-/tmp}" -time $(CHAOSTIME) -purchases 1000 -send-within 10s -freeze 45s -workers 4 \
		-postgres $(CHAOSPOSTGRES)

lint: ## Run the longer list of linters on every module (the first time builds for minutes)
	@$(each) go tool -modfile="$(CURDIR)/tools/lint/go.mod" golangci-lint run --allow-parallel-runners ./...

vuln: ## Look for known vulnerabilities in what every module calls (asks vuln.go.dev)
	@$(each) $(tool) govulncheck ./...

cover: ## Measure the statements the tests of the SDK reach: print the figure, write coverage.html
	@go test -coverpkg=./... -coverprofile=coverage.out ./...
	@go tool cover -html=coverage.out -o coverage.html
	@go tool cover -func=coverage.out | tail -n 1

bench: ## Run the benchmarks
	@cd bench && go run ./cmd/ratios

bench-sandbox: ## Measure the sandbox; PRISM=file of Prism's command (npm: @stoplight/prism-cli) measures that beside it
	@cd cmd/truora-go && go run ./internal/versus -prism "$(PRISM)"

bench-peers: ## Measure other SDKs too, and the throughput, into bench/README.md (many minutes)
	@cd bench/peers && go run ./cmd/peers -write ../README.md

coverage: ## Show which of Truora's operations are built
	@cd contract && go run ./cmd/coverage

fidelity: ## Show how sure each area of the contract is, and what of it no test has driven
	@cd contract && go run ./cmd/fidelity

rename: ## Move the whole tree to the module path MODULE=example.com/team/truora-go
	@cd tools && go run ./cmd/rename -root .. $(MODULE)

api-check: ## Look for changes that break users, and run the last release's tests and examples: what fails must be named in a document
	@cd tools && go run ./cmd/api -root .. -tests

api-baseline: ## Record what users can name, in tools/cmd/api/baseline
	@cd tools && go run ./cmd/api -root .. -write

release-dry: ## Build and run what is published, as users will, from a module proxy of files (VERSION=v0.2.0)
	@cd tools && go run ./cmd/release -root .. dry $(VERSION)

fmt: ## Format all Go code
	@$(tool) gofumpt -w .

generate: api openapi ## Generate all files that are made from the contract
	@cd contract && go run ./cmd/driftschema

api: ## Generate docs/API.md, the changelog's table and the command line's list of operations, from contract and code
	@cd contract && go run ./cmd/apidoc

openapi: ## Generate contract/openapi.yaml, the whole contract in one file
	@cd contract && go run ./cmd/bundle

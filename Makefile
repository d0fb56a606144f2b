.DEFAULT_GOAL := help
.PHONY: help demo test test-all lint vuln cover bench bench-peers coverage fmt api

# Tools are pinned in go.mod files of their own; the go command builds each once and keeps it in its cache.
tool  = go tool -modfile="$(CURDIR)/tools/go.mod"
each  = cd tools && go run ./cmd/check -root .. each

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Run a background check from start to PDF, without an account
	@go run ./examples/quickstart

test: ## Check every module as CI does: format, go.mod, vet, staticcheck, tests, contract
	@cd tools && go run ./cmd/check -root ..

test-all: ## The same with bench/peers too, which compiles five other SDKs for minutes
	@cd tools && go run ./cmd/check -all -root ..

lint: ## Run the longer list of linters on every module (the first time builds for minutes)
	@$(each) go tool -modfile="$(CURDIR)/tools/lint/go.mod" golangci-lint run ./...

vuln: ## Look for known vulnerabilities in what every module calls (asks vuln.go.dev)
	@$(each) $(tool) govulncheck ./...

cover: ## Measure the statements the tests of the root module reach, into coverage.html
	@go test -coverpkg=./... -coverprofile=coverage.out ./...
	@go tool cover -html=coverage.out -o coverage.html
	@go tool cover -func=coverage.out | tail -n 1

bench: ## Run the benchmarks
	@cd bench && go run ./cmd/ratios

bench-peers: ## Measure other SDKs too, and the throughput, into bench/README.md (many minutes)
	@cd bench/peers && go run ./cmd/peers -write ../README.md

coverage: ## Show which of Truora's operations are built
	@cd contract && go run ./cmd/coverage

fmt: ## Format all Go code
	@$(tool) gofumpt -w .

api: ## Write docs/API.md anew from contract and code
	@cd contract && go run ./cmd/apidoc

#!/usr/bin/env bash
# Fails if `go generate`, or the making of the page's types from the API's description, changes or adds a file: what is
# generated must be committed as it is generated now. Work that is not committed yet is no failure, so the check is of use
# before a commit too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# state names the content of the work tree: the changes to known files, and the unknown files.
state() {
	git diff --no-ext-diff --no-color --binary HEAD 2>/dev/null || git ls-files --stage
	git -c core.quotepath=off ls-files --others --exclude-standard
	git -c core.quotepath=off ls-files --others --exclude-standard | git hash-object --stdin-paths
}

before=$(mktemp)
after=$(mktemp)
trap 'rm -f "$before" "$after"' EXIT

state >"$before"
CGO_ENABLED=0 go generate ./...
npm --prefix editor/ui run --silent api >/dev/null
state >"$after"

if ! cmp -s "$before" "$after"; then
	echo "fresh: go generate or npm run api changed the files below or some of them; commit what they make" >&2
	git status --short >&2
	exit 1
fi

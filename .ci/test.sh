#!/usr/bin/env bash
# Runs all tests: those of the page, every package without CGO, then those that start goroutines under the race detector.
#
#   .ci/test.sh [LOG_DIR]     keeps the events of the runs in LOG_DIR (*.json) and prints no closing line;
#                             without LOG_DIR the last line counts the tests
#
# In CI (CI=true) the race run and the tests of the page and on PostgreSQL must happen; elsewhere they are left out, with a word,
# where there is no C compiler, no Node or no PostgreSQL.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

logs=${1:-}
if [ -z "$logs" ]; then
	logs=$(mktemp -d)
	trap 'rm -rf "$logs"' EXIT
fi
rm -f "$logs"/*.json

status=0

# lost WHAT: something that is no test of Go's went wrong; it must count all the same.
lost() {
	echo "{\"Action\":\"fail\",\"Package\":\"$1\"}" >>"$logs/lost.json"
}

# run NAME ARG...: one `go test`, told by package as it goes. Vet is a part of `make lint`, where it runs once.
run() {
	local name=$1
	shift
	echo "== go test $*"
	if ! go test -json -vet=off -shuffle=on -timeout=15m "$@" </dev/null 2>&1 |
		tee "$logs/$name.json" | .ci/tally.sh follow; then
		status=1
		grep -q '"Action":"fail"' "$logs/$name.json" || lost "go test $name"
	fi
}

postgres_there() {
	[ -n "${SCENARIST_TEST_POSTGRES:-}" ] || command -v postgres >/dev/null 2>&1 ||
		ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1
}

chromium_there() {
	[ -n "${SCENARIST_TEST_CHROMIUM:-}" ] || [ -x /usr/bin/chromium ] || [ -x /usr/bin/chromium-browser ]
}

# vitest NAME ARG...: one run of Vitest in the folder of the page.
vitest() {
	local name=$1
	shift
	echo "== vitest run $*"
	if ! (cd editor/ui && npx --no-install vitest run "$@" --reporter=./tests/events.mjs) </dev/null |
		tee "$logs/$name.json" | .ci/tally.sh follow; then
		grep -q '"Action":"fail"' "$logs/$name.json" 2>/dev/null || lost "vitest $name"
		return 1
	fi
}

# page: the tests of the page, and those that use it in a browser.
page() {
	local failed=0
	vitest page || failed=1
	if chromium_there; then
		vitest browser --config vitest.browser.config.ts || failed=1
	elif [ "${CI:-}" = true ]; then
		echo "test: no Chromium, so no tests in a browser; CI does not go on without it" >&2
		lost "vitest browser"
		failed=1
	else
		echo "test: TESTS IN A BROWSER LEFT OUT: there is no Chromium, and SCENARIST_TEST_CHROMIUM names none" >&2
	fi
	return $failed
}

# They go beside those of Go, which wait for much; the page is built before, since the binary has it.
page_run=
if .ci/page.sh have; then
	if make --no-print-directory ui >&2; then
		page >"$logs/page.txt" 2>&1 &
		page_run=$!
	else
		lost "make ui"
		status=1
	fi
elif [ "${CI:-}" = true ]; then
	echo "test: no Node 20 or newer, so no tests of the page; CI does not go on without it" >&2
	lost "vitest page"
	status=1
else
	echo "test: TESTS OF THE PAGE LEFT OUT: there is no Node 20 or newer" >&2
fi

CGO_ENABLED=0 run plain ./...
if ! postgres_there; then # in CI the tests themselves fail
	echo "test: TESTS ON POSTGRESQL LEFT OUT: it is not installed, and SCENARIST_TEST_POSTGRES names no server" >&2
fi

if command -v "${CC:-gcc}" >/dev/null 2>&1; then
	# What starts no goroutines of its own (documents, the reference) is left to the plain run.
	CGO_ENABLED=1 run race -race -short ./engine ./engine/custom/... ./engine/expr ./engine/fleet ./engine/host/... ./engine/metrics ./engine/outbound ./engine/simulator/... ./engine/telegram ./engine/tracing
	# Of the stores only what several hosts, processes and jobs do at once: all of it takes as long as everything else.
	CGO_ENABLED=1 run race-storage -race -short -run 'Hosts|Cluster|Queue' ./storage
elif [ "${CI:-}" = true ]; then
	echo "test: no C compiler (${CC:-gcc}), so no race run; CI does not go on without it" >&2
	lost "race run"
	status=1
else
	echo "test: RACE RUN LEFT OUT: there is no C compiler (${CC:-gcc})" >&2
fi

if [ -n "$page_run" ]; then
	wait "$page_run" || status=1
	cat "$logs/page.txt"
fi

if [ -z "${1:-}" ]; then
	.ci/tally.sh count "$logs"/*.json || status=1
fi
exit $status

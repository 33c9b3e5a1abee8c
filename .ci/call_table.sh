#!/usr/bin/env bash
# Makes the table of .ci/block_table.sh of the benchmarks BenchmarkCall of the packages below engine/custom: what a call of each
# kind of custom blocks takes, from Go to Go.
#
#   .ci/call_table.sh < OUTPUT
set -euo pipefail

awk '
	/^pkg:/ { n = split($2, path, "/"); kind = path[n] }

	/^BenchmarkCall/ {
		name = $1
		sub(/-[0-9]+$/, "", name)
		sub(/^BenchmarkCall\/?/, "", name)
		$1 = "BenchmarkBlocks/" kind "/" (name == "" ? "call" : name) "-1"
		print
	}
' | "$(dirname "${BASH_SOURCE[0]}")/block_table.sh" 1000

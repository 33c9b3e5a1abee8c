#!/usr/bin/env bash
# Reads what `go test -bench Blocks -benchmem ./blocks` prints, of one run or of several (-count), and prints a table in
# Markdown, sorted by type: the medians of time, bytes and allocations of a turn. What takes longer than LIMIT microseconds is
# marked, and the last line counts it.
#
#   .ci/block_table.sh [LIMIT] < OUTPUT
set -euo pipefail

limit=${1:-30}

# One line a measurement first: type, turn, ns, bytes, allocations. Sorted, the values of one turn stand together in the
# order of their size, each column by itself.
awk '/^BenchmarkBlocks\// {
	name = $1
	sub(/^BenchmarkBlocks\//, "", name)
	sub(/-[0-9]+$/, "", name)
	cut = match(name, /\/[^\/]*$/)
	print substr(name, 1, cut - 1), substr(name, cut + 1), $3, $5, $7
}' | LC_ALL=C sort -k1,1 -k2,2r -k3,3n | awk -v limit="$limit" '
	function median(values, n,    i, j, v) {
		for (i = 2; i <= n; i++) {
			v = values[i]
			for (j = i - 1; j > 0 && values[j] > v; j--) values[j + 1] = values[j]
			values[j + 1] = v
		}
		return n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2
	}

	function row(    us, mark) {
		if (!n) return
		us = median(ns, n) / 1000
		mark = us > limit ? " ⚠" : ""
		slow += us > limit
		turns++
		printf "| %s | %s | %.1f%s | %d | %d |\n", type, turn, us, mark, median(bytes, n), median(allocs, n)
	}

	BEGIN {
		print "| block type | turn | µs | bytes | allocations |"
		print "|---|---|---:|---:|---:|"
	}

	$1 != type || $2 != turn { row(); type = $1; turn = $2; n = 0 }

	{ n++; ns[n] = $3 + 0; bytes[n] = $4 + 0; allocs[n] = $5 + 0 }

	END {
		row()
		if (!turns) { print "block_table: there is nothing to count" > "/dev/stderr"; exit 1 }
		printf "\n%d turns, %d of them over %d µs\n", turns, slow, limit
	}
'

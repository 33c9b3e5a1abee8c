#!/usr/bin/env bash
# Makes the table of .ci/block_table.sh of the benchmarks of the packages below engine/custom: what a call of each kind of custom
# blocks takes (BenchmarkCall), and what the server does for a palette of 1,000 of them (BenchmarkPalette). The last lines hold the
# medians to what is promised. What the page takes to open that palette is a figure of `make bench-ui`.
#
#   .ci/call_table.sh < OUTPUT
set -euo pipefail

table=$(awk '
	/^pkg:/ { n = split($2, path, "/"); kind = path[n] }

	/^Benchmark(Call|Palette)/ {
		name = $1
		sub(/-[0-9]+$/, "", name)
		what = name ~ /^BenchmarkPalette/ ? "palette" : kind
		sub(/^Benchmark(Call|Palette)\/?/, "", name)
		$1 = "BenchmarkBlocks/" what "/" (name == "" ? "call" : name) "-1"
		print
	}
' | "$(dirname "${BASH_SOURCE[0]}")/block_table.sh" 100000 | sed '/^[0-9]* turns/d')
echo "$table"
awk -F ' *[|] *' '
	{ us[$2 "/" $3] = $4 + 0 }

	function tell(what, is, most, unit) {
		printf "%s %s: %.2f %s, at most %g\n", (is > 0 && is <= most ? "✓" : "⚠"), what, is, unit, most
	}

	END {
		built = us["composite/1_built-in"]
		tell("a turn of a block in Go against the same one of ours", built > 0 ? us["composite/2_in_Go"] / built : 0, 1.1, "times")
		tell("a call of a WebAssembly module besides its own work", us["wasm/plain"], 60, "µs")
		tell("a call of a service over loopback besides its own work", us["remote/call"] / 1000, 1, "ms")
		tell("the server for the palette of 1,000 installed types, anew", us["palette/anew"] / 1000, 100, "ms")
	}
' <<<"$table"

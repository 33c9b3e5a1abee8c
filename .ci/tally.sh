#!/usr/bin/env bash
# Reads the events of `go test -json`.
#
#   .ci/tally.sh follow < EVENTS      one line a package as it ends, and all that a failed test printed
#   .ci/tally.sh count EVENTS_FILE…   "N passed, M failed": tests by package and name, each once in however many runs; a test
#                                     with subtests counts only by them, or by a failure of its own. A package that fails without
#                                     naming a test (it does not build, it leaks, it exits) counts as one failed.
#
# Both exit with 1 if anything failed or nothing passed. Plain awk, so that a fresh machine needs nothing else.
set -euo pipefail

mode=${1:?follow or count}
shift

exec awk -v mode="$mode" '
	# field gives the text of a JSON member of the line, still escaped; quotes inside texts are escaped, so that
	# a key between bare quotes is a key.
	function field(name,    at, rest) {
		at = index($0, "\"" name "\":\"")
		if (!at) return ""
		rest = substr($0, at + length(name) + 4)
		match(rest, /^([^"\\]|\\.)*/)
		return substr(rest, 1, RLENGTH)
	}

	function plain(s) {
		gsub(/\\\\/, "\001", s)
		gsub(/\\n/, "\n", s); gsub(/\\t/, "\t", s); gsub(/\\r/, "\r", s); gsub(/\\"/, "\"", s)
		gsub(/\\u003c/, "<", s); gsub(/\\u003e/, ">", s); gsub(/\\u0026/, "\\&", s); gsub(/\\u001b/, "\033", s)
		gsub(/\001/, "\\", s)
		return s
	}

	# above marks the tests that a subtest belongs to.
	function above(marks, pkg, test) {
		while (sub(/\/[^\/]*$/, "", test)) marks[pkg, test] = 1
	}

	function fails(pkg, test) {
		failed[pkg, test] = 1
		failures[pkg]++
		above(blamed, pkg, test)
	}

	# leftovers prints what tests said that never ended, since their package went down.
	function leftovers(pkg,    key, part) {
		for (key in printed) {
			split(key, part, SUBSEP)
			if (part[1] != pkg) continue
			printf "%s", printed[key]
			delete printed[key]
		}
	}

	# Not an event: go itself speaking, or a program that wrote past the test binary.
	!/^\{.*"Action":"/ { if (mode == "follow") print; next }

	{ action = field("Action"); pkg = field("Package"); test = field("Test") }

	action == "build-output" { if (mode == "follow") printf "%s", plain(field("Output")); next }

	action == "output" {
		if (mode == "follow") printed[pkg, test] = printed[pkg, test] plain(field("Output"))
		next
	}

	test != "" && (action == "pass" || action == "skip" || action == "fail") {
		if (action == "pass") passed[pkg, test] = 1
		if (action == "fail") {
			fails(pkg, test)
			printf "%s", printed[pkg, test]
		}
		above(parents, pkg, test)
		delete printed[pkg, test]
		next
	}

	action == "pass" || action == "fail" || action == "skip" {
		if (action == "fail") {
			if (!failures[pkg]) fails(pkg, "")
			leftovers(pkg)
		}
		seconds = $0
		if (!sub(/.*"Elapsed":/, "", seconds)) seconds = 0
		if (mode == "follow" && action != "skip") {
			printf "%-4s  %s  %.1fs\n", action == "pass" ? "ok" : "FAIL", pkg, seconds + 0
			fflush()
		}
		delete printed[pkg, ""]
		failures[pkg] = 0
	}

	END {
		bad = good = 0
		for (t in failed) if (!(t in blamed)) bad++
		for (t in passed) if (!(t in parents) && !(t in failed)) good++
		if (mode == "count") printf "%d passed, %d failed\n", good, bad
		exit bad > 0 || good == 0
	}
' "$@"

#!/usr/bin/env bash
# The editor's page and the Node that builds it.
#
#   .ci/page.sh have     succeeds if there is a Node that can build it
#   .ci/page.sh offer    builds it if it is missing or older than its sources; says what to do where there is no such Node
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

oldest=20

have() {
	command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1 &&
		[ "$(node -p 'process.versions.node.split(".")[0]')" -ge $oldest ]
}

case ${1:?have or offer} in
have)
	have
	;;
offer)
	if have; then
		make --no-print-directory ui ||
			echo "The editor's page could not be built (above is why): Scenarist starts without it." >&2
	elif [ ! -e editor/ui/dist/index.html ]; then
		echo "There is no Node $oldest or newer (https://nodejs.org): Scenarist starts without the editor's page." >&2
	fi
	;;
*)
	exit 2
	;;
esac

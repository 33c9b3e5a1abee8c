#!/usr/bin/env bash
# Installs what the tests need beyond Go. Says nothing when everything is there; may run any number of times.
#
# Needed now: a C compiler, only because the race detector links with one; PostgreSQL, of which the tests start a private
# server of their own; Chromium, in which the tests use the page. Node is the reader's to install, as Go is.
set -euo pipefail

have() { command -v "$1" >/dev/null 2>&1; }

# install PACKAGE... with apt, where we may: as root on Debian or a relative of it.
install() {
	have apt-get && [ "$(id -u)" -eq 0 ] || return 1
	echo "prepare: installing $*" >&2
	{
		apt-get update -qq &&
			DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
	} </dev/null >/dev/null
}

if ! have "${CC:-gcc}"; then
	install gcc libc6-dev ||
		echo "prepare: no C compiler (${CC:-gcc}): install gcc and the C library's headers to get race runs" >&2
fi

# Debian keeps the server's programs out of PATH, and would start a server of its own, which nobody here needs.
if [ -z "${SCENARIST_TEST_POSTGRES:-}" ] && ! have postgres && ! ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then
	{
		install postgresql-common &&
			sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf &&
			install postgresql
	} ||
		echo "prepare: no PostgreSQL: install its server (Debian: postgresql), or name one in SCENARIST_TEST_POSTGRES, to get its tests" >&2
fi

if ! have chromium && ! have chromium-browser && [ -z "${SCENARIST_TEST_CHROMIUM:-}" ]; then
	install chromium ||
		echo "prepare: no Chromium: install it (Debian: chromium), or name one in SCENARIST_TEST_CHROMIUM, to get the tests in a browser" >&2
fi

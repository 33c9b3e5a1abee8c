package storage

import (
	"database/sql"
	"encoding/binary"
	"sync"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

const (
	// pageSize is SQLite's own choice, in bytes.
	pageSize = 4096
	// pagesKept is how much memory the pages of all caches take together, with what SQLite notes of each of them: the writer's 4 MiB and
	// half as much for the readers.
	pagesKept = 6 << 20
)

// openFile is sql.Open for all files of this package.
func openFile(dsn string) (*sql.DB, error) {
	setPages()
	return sql.Open("sqlite", dsn)
}

// setPages gives SQLite one piece of memory for the pages of its caches, once, before the first file is opened, and reports whether it
// took it. SQLite asks for a page and its notes together, some 4.3 KB, and the driver's allocator gives that out as 8 KB; here they lie
// one after the other. All caches of the process share them: where nearly all are in use, the page that was used least recently, of
// whichever cache, makes room, and only where none can is more allocated. In a program that has opened a file on its own before, SQLite
// keeps to its ways, takes more memory and does the same.
var setPages = sync.OnceValue(func() bool {
	tls := libc.NewTLS()
	defer tls.Close()
	config := func(option int32, args ...any) bool {
		list := libc.NewVaList(args...)
		defer libc.Xfree(tls, list)
		return sqlite3.Xsqlite3_config(tls, option, list) == sqlite3.SQLITE_OK
	}
	notes := libc.Xcalloc(tls, 1, 4)
	defer libc.Xfree(tls, notes)
	// https://www.sqlite.org/c3ref/c_config_covering_index_scan.html#sqliteconfigpcachehdrsz
	if !config(sqlite3.SQLITE_CONFIG_PCACHE_HDRSZ, notes) {
		return false
	}
	slot := pageSize + int32(binary.NativeEndian.Uint32(libc.GoBytes(notes, 4))) //nolint:gosec // some hundred
	memory := libc.Xmalloc(tls, pagesKept)
	if memory == 0 {
		return false
	}
	// https://www.sqlite.org/c3ref/c_config_covering_index_scan.html#sqliteconfigpagecache
	if !config(sqlite3.SQLITE_CONFIG_PAGECACHE, memory, slot, pagesKept/slot) {
		libc.Xfree(tls, memory)
		return false
	}
	return true
})

package storage

import (
	"database/sql"
	"runtime"
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

const (
	// pageSize is SQLite's own choice, in bytes.
	pageSize = 4096
	// pagesKept is how much memory the pages of the writer's cache take, with what SQLite notes of each of them.
	pagesKept = 4 << 20
)

// openFile is sql.Open for all files of this package.
func openFile(dsn string) (*sql.DB, error) {
	setPages()
	return sql.Open("sqlite", dsn)
}

// setPages gives SQLite one piece of memory for the pages of its caches, once, before the first file is opened, and reports whether it
// took it. SQLite asks for a page and its notes together, some 4.3 KB, and the driver's allocator gives that out as 8 KB; here they lie
// one after the other. What does not fit is allocated as ever. In a program that has opened a file on its own before, SQLite keeps to
// its ways, takes more memory and does the same.
var setPages = sync.OnceValue(func() bool {
	tls := libc.NewTLS()
	defer tls.Close()
	var pinned runtime.Pinner // C keeps to addresses
	defer pinned.Unpin()
	args, notes := new([3]uintptr), new(int32)
	pinned.Pin(args)
	pinned.Pin(notes)
	list := uintptr(unsafe.Pointer(args))
	// https://www.sqlite.org/c3ref/c_config_covering_index_scan.html#sqliteconfigpcachehdrsz
	if sqlite3.Xsqlite3_config(tls, sqlite3.SQLITE_CONFIG_PCACHE_HDRSZ, libc.VaList(list, uintptr(unsafe.Pointer(notes)))) != sqlite3.SQLITE_OK {
		return false
	}
	slot := pageSize + *notes
	memory := libc.Xmalloc(tls, pagesKept)
	if memory == 0 {
		return false
	}
	// https://www.sqlite.org/c3ref/c_config_covering_index_scan.html#sqliteconfigpagecache
	if sqlite3.Xsqlite3_config(tls, sqlite3.SQLITE_CONFIG_PAGECACHE, libc.VaList(list, memory, slot, pagesKept/slot)) != sqlite3.SQLITE_OK {
		libc.Xfree(tls, memory)
		return false
	}
	return true
})

package storage_test

import (
	"testing"

	"github.com/scenarist/scenarist/storage"
)

// pagesSet says whether SQLite took the memory for its pages.
var pagesSet bool

//nolint:paralleltest // all files of the process are counted
func TestOpen_PagesLieInTheirOwnMemory(t *testing.T) {
	if !pagesSet {
		t.Fatal("SQLite did not take the memory")
	}
	before := storage.PagesUsed()
	setup(t)
	if now := storage.PagesUsed(); now <= before {
		t.Errorf("%d pages lie there after a file was opened, %d before", now, before)
	}
}

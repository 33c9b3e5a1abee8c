package storage_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine/enginetest"
	"github.com/scenarist/scenarist/engine/host"
)

// stores are what a contract is held against, each with fresh databases.
var stores = map[string]func(t *testing.T) host.Store{
	"sqlite":   func(t *testing.T) host.Store { t.Helper(); return setup(t) },
	"postgres": func(t *testing.T) host.Store { t.Helper(); return open(t, postgres(t)) },
}

func TestDB_KeepsTheContractOfAStore(t *testing.T) {
	t.Parallel()
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			enginetest.TestStore(t, open)
		})
	}
}

func TestDB_KeepsTheLedgerRight(t *testing.T) {
	t.Parallel()
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			enginetest.TestLedger(t, open)
		})
	}
}

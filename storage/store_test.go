package storage_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine/enginetest"
	"github.com/scenarist/scenarist/engine/host"
)

func TestDB_KeepsTheContractOfAStore(t *testing.T) {
	t.Parallel()
	enginetest.TestStore(t, func(t *testing.T) host.Store {
		t.Helper()
		return setup(t)
	})
}

func TestDB_KeepsTheLedgerRight(t *testing.T) {
	t.Parallel()
	enginetest.TestLedger(t, func(t *testing.T) host.Store {
		t.Helper()
		return setup(t)
	})
}

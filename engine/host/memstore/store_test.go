package memstore_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/scenarist/scenarist/engine/enginetest"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestStore_KeepsTheContract(t *testing.T) {
	t.Parallel()
	enginetest.TestStore(t, func(*testing.T) host.Store { return memstore.New(host.SystemClock{}) })
}

func TestStore_KeepsTheLedgerRight(t *testing.T) {
	t.Parallel()
	enginetest.TestLedger(t, func(*testing.T) host.Store { return memstore.New(host.SystemClock{}) })
}

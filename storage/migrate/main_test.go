package migrate_test

import (
	"os"
	"testing"

	"github.com/scenarist/scenarist/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(storagetest.Main{M: m}.Run()) }

package program

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestSweepModules_RemovesWhatIsOld(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	now := time.Now()
	for name, age := range map[string]time.Duration{"old": modulesKept + time.Hour, "new": time.Hour} {
		file := filepath.Join(folder, "wazero-v1", name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(name), 0o600), os.Chtimes(file, now.Add(-age), now.Add(-age))); err != nil {
			t.Fatal(err)
		}
	}
	if err := sweepModules(folder, now.Add(-modulesKept)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(folder, "wazero-v1", "new")); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(folder, "wazero-v1", "old")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what is old is still there: %v", err)
	}
	if err := sweepModules(filepath.Join(folder, "none"), now); err != nil {
		t.Errorf("without a folder: %v", err)
	}
}

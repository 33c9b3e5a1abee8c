package program

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

func TestDoctor_Disk(t *testing.T) {
	t.Parallel()
	place := writtenTo{"backups", "/b", "SCENARIST_BACKUP_DIR"}
	for name, c := range map[string]struct {
		free int64
		err  error
		want diagnosis
	}{
		"enough":    {free: 1 << 30, want: diagnosis{Level: levelOK, Says: "1.0 GB are free for backups in /b"}},
		"little":    {free: 1<<30 - 1, want: diagnosis{Level: levelWarning, Says: "1024.0 MB are left for backups in /b", Mend: "make room, or name another disk with SCENARIST_BACKUP_DIR"}},
		"not none":  {free: 200 << 20, want: diagnosis{Level: levelWarning, Says: "200.0 MB are left for backups in /b", Mend: "make room, or name another disk with SCENARIST_BACKUP_DIR"}},
		"none":      {free: 200<<20 - 1, want: diagnosis{Level: levelError, Says: "only 200.0 MB are left for backups in /b", Mend: "make room, or name another disk with SCENARIST_BACKUP_DIR; without room nothing is stored and no update is acknowledged"}},
		"not known": {err: errors.New("stale handle"), want: diagnosis{Level: levelWarning, Says: "the room for backups in /b cannot be found out: stale handle", Mend: "look at the directory; SCENARIST_BACKUP_DIR names another one"}},
	} {
		c.want.Check = "disk"
		if got := place.judge(c.free, c.err); got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

// It looks at each place that is written to, also where the directory is not made yet.
func TestDoctor_DiskOfEveryPlace(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data, db, backups := filepath.Join(dir, "data"), filepath.Join(dir, "db"), filepath.Join(dir, "not", "yet")
	for name, c := range map[string]struct {
		set  func(*config)
		want []string // a part of each finding
	}{
		"SQLite": {func(*config) {}, []string{"for data in " + data, "for temporary files in "}},
		"SQLite elsewhere": {func(c *config) {
			c.Database, c.BackupDir, c.BackupEvery, c.BackupKeep = filepath.Join(db, "bots.db"), backups, "24h", "7"
		}, []string{"for data in " + data, "for database in " + db, "for temporary files in ", "for backups in " + backups}},
		"PostgreSQL": {func(c *config) { c.Database = "postgres://ann@db.invalid/bots" }, []string{"for data in " + data, "for temporary files in "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := plain()
			settings.Data = data
			c.set(&settings)
			s, err := settings.settle()
			if err != nil {
				t.Fatal(err)
			}
			got := (&doctor{s: s}).disk()
			if len(got) != len(c.want) {
				t.Fatalf("got %+v, want %q", got, c.want)
			}
			for i, want := range c.want {
				if got[i].Check != "disk" || !strings.Contains(got[i].Says, want) || strings.Contains(got[i].Says, "cannot be found out") {
					t.Errorf("got %+v, want %q", got[i], want)
				}
			}
		})
	}
}

func TestDoctor_OpenFiles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		most    uint64
		limited bool
		want    diagnosis
	}{
		{4096, true, diagnosis{Level: levelOK, Says: "a process may have 4096 at once"}},
		{4095, true, diagnosis{Level: levelWarning, Says: "a process may have 4095 at once", Mend: "raise it: ulimit -n 65536, or LimitNOFILE=65536 in the systemd unit; every connection is a file"}},
		{0, false, diagnosis{Level: levelOK, Says: "this system has no limit that we know of"}},
	} {
		c.want.Check = "open files"
		if got := openFiles(c.most, c.limited); got != c.want {
			t.Errorf("got %+v, want %+v", got, c.want)
		}
	}
}

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/scenarist/scenarist/storage"
)

// backupCmd is `scenarist backup`.
type backupCmd struct {
	place
	File    string `arg:"" help:"The file to write."`
	Replace bool   `help:"Write over the file if it is there; it keeps its old content until the new one is complete and checked."`
	WithKey bool   `help:"Copy the key file, too, to FILE.key. Whoever has both can read the bots' tokens."`
}

// Help gives examples.
func (c *backupCmd) Help() string {
	return `The copy is of one moment; the server goes on meanwhile. It is read to its end before the file gets its name.
SQLite: a database file. PostgreSQL: a file of pg_dump, which must be installed (Debian: postgresql-client), and whose rows are
counted and compared with the database.

THE KEY IS NOT IN IT. Tokens and secrets are encrypted, and without the key file (scenarist.key in the data directory) nobody
can read them, you neither. Keep a copy of that file somewhere else, once; or add --with-key, and keep both well.

serve makes backups of SQLite by itself where SCENARIST_BACKUP_DIR names a directory.

Examples:
  scenarist backup /backups/monday.db
  scenarist backup --replace --with-key /backups/last.db
  SCENARIST_DATABASE=postgres://bots@db/bots scenarist backup /backups/monday.dump`
}

// Run makes the backup.
func (c *backupCmd) Run(env *runEnv) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	if c.WithKey && s.masterKey != nil {
		return &usageError{"--with-key copies the key file, and here the key is in SCENARIST_KEY: keep that where you keep your passwords"}
	}
	made, err := storage.Backup(env.Context, s.store(), c.File, c.Replace)
	if err != nil {
		return copyError(s, c.File, err)
	}
	say := func(format string, args ...any) { fmt.Fprintf(env.Stdout, format+"\n", args...) }
	say("Saved     %s to %s, %s, and read it to its end", s.database, made.File, sizeOf(made.Bytes))
	sayCopy(say, made)
	if !c.WithKey {
		say("KEY       is NOT in it: without %s the tokens and secrets cannot be read. Keep a copy of it elsewhere, or add --with-key", keyWhere(s))
		return nil
	}
	if err := copyKey(keyPath(s), made.File+".key", c.Replace); err != nil {
		return fmt.Errorf("the backup is made, but the key was not copied: %w", err)
	}
	say("Key       copied to %s: whoever has both files can read the bots' tokens", made.File+".key")
	return nil
}

// sayCopy says what is in a backup.
func sayCopy(say func(string, ...any), c *storage.Copy) {
	say("Holds     %s", c.Holds)
	if !c.Newest.IsZero() {
		say("Newest    message in it: %s; %s still to be sent", c.Newest.Local().Format(time.DateTime), counted(int(c.Pending), "is", "are"))
	}
}

func keyPath(s *settings) string { return filepath.Join(s.Data, keyFileName) }

// keyWhere names the place of the key.
func keyWhere(s *settings) string {
	if s.masterKey != nil {
		return "SCENARIST_KEY"
	}
	return keyPath(s)
}

// sizeOf gives a size in words.
func sizeOf(bytes int64) string {
	const unit = 1 << 10
	switch {
	case bytes < unit:
		return fmt.Sprintf("%d bytes", bytes)
	case bytes < unit*unit:
		return fmt.Sprintf("%.0f KB", float64(bytes)/unit)
	case bytes < unit*unit*unit:
		return fmt.Sprintf("%.1f MB", float64(bytes)/(unit*unit))
	}
	return fmt.Sprintf("%.1f GB", float64(bytes)/(unit*unit*unit))
}

// copyKey copies a key file, so that it is there whole or not at all, for us only.
func copyKey(from, to string, replace bool) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if _, err := os.Stat(to); err == nil && !replace {
		return fmt.Errorf("%s is there already", to)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(to), "."+filepath.Base(to)+".*") // only we can read it
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), to)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // the first error counts
	}
	return err
}

package program

import (
	"fmt"
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
	if c.WithKey && s.masterKeys != nil {
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
	if err := copyKeys(s, made, c.Replace); err != nil {
		return fmt.Errorf("the backup is made, but the key was not copied: %w", err)
	}
	say("Key       copied to %s: whoever has both files can read the bots' tokens", keyBeside(made.File).path)
	return nil
}

// sayCopy says what is in a backup.
func sayCopy(say func(string, ...any), c *storage.Copy) {
	say("Holds     %s", c.Holds)
	if !c.Newest.IsZero() {
		say("Newest    message in it: %s; %s still to be sent", c.Newest.Local().Format(time.DateTime), counted(int(c.Pending), "is", "are"))
	}
}

// keyWhere names the place of the key.
func keyWhere(s *settings) string {
	if s.masterKeys != nil {
		return "SCENARIST_KEY"
	}
	return keyFile(s.Data).path
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

// copyKeys writes the keys to a file beside the backup. A rotation that came to its end meanwhile has put some aside.
func copyKeys(s *settings, made *storage.Copy, replace bool) error {
	f := keyFile(s.Data)
	keys, err := f.read()
	if err != nil {
		return err
	}
	if made.OpensWith(keys) != nil {
		if keys, err = f.with(oldKeysFile(s.Data)); err != nil {
			return err
		}
	}
	if err := made.OpensWith(keys); err != nil {
		return err
	}
	to := keyBeside(made.File)
	if replace {
		return to.write(keys)
	}
	return to.create(keys)
}

// keyBeside is the file of keys that belongs to a backup.
func keyBeside(file string) keysFile { return keysFile{file + ".key"} }

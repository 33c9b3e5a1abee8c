package program

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/scenarist/scenarist/storage"
	"github.com/scenarist/scenarist/storage/migrate"
)

// place says where the database is, for commands that need nothing else.
type place struct {
	Data     string `env:"SCENARIST_DATA" default:"data" placeholder:"DIR" help:"Directory of the database and the key, as with serve."`
	Database string `env:"SCENARIST_DATABASE" placeholder:"FILE|URL" help:"SQLite file or address of a PostgreSQL database, as with serve; default scenarist.db in the data directory."`
	Key      string `env:"SCENARIST_KEY" placeholder:"KEY,…" help:"Master key of the secrets, during a rotation several, the newest first; default: a file in the data directory."`
}

func (p *place) settings() (*settings, error) {
	return config{
		Data: p.Data, Database: p.Database, Key: p.Key, APIURL: "https://api.telegram.org",
		Listen: "127.0.0.1:0", SendRate: "0", LogLevel: "warn", LogFormat: "text",
	}.settle()
}

// copyError says what a person can do about an error of backups.
func copyError(s *settings, file string, err error) error {
	switch {
	case errors.Is(err, storage.ErrExists):
		return &usageError{fmt.Sprintf("%s is there already; name another file, or add --replace to write over it (%v)", file, err)}
	case errors.Is(err, storage.ErrNoCopy):
		return &usageError{fmt.Sprintf("%s is no backup: neither an SQLite database nor a file of pg_dump. What \"scenarist export\" made is for \"scenarist import\"", file)}
	case errors.Is(err, storage.ErrOtherKind) && s.postgres != "":
		return &usageError{fmt.Sprintf("%s is a backup of SQLite, and SCENARIST_DATABASE is PostgreSQL: restore it as SQLite, then move with \"scenarist export --all\" and \"scenarist import\"", file)}
	case errors.Is(err, storage.ErrOtherKind):
		return &usageError{fmt.Sprintf("%s is a backup of PostgreSQL: name that database with SCENARIST_DATABASE=postgres://…", file)}
	case errors.Is(err, storage.ErrInUse):
		return fmt.Errorf("a Scenarist uses this database: stop it first (%w)", err)
	case errors.Is(err, storage.ErrWrongKey):
		return wrong("SCENARIST_KEY", "the backup %s was made with another key: put the key file of that server to %s, or set SCENARIST_KEY (%v)", file, keyFile(s.Data).path, err)
	case errors.Is(err, storage.ErrDamaged):
		return fmt.Errorf("%w; take an older backup", err)
	case errors.Is(err, migrate.ErrNewer):
		return fmt.Errorf("%w: use the newer program", err)
	case errors.Is(err, storage.ErrForeign):
		return wrong("SCENARIST_DATABASE", "%v", err)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR):
		return &usageError{err.Error()}
	case storage.Full(err):
		return fmt.Errorf("there is no room left on the disk: %w", err)
	}
	return err
}

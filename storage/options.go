package storage

import (
	"log/slog"
	"net/url"
	"time"
)

// Options says which database to open and how to keep it. Path or URL, Key and Log are required.
type Options struct {
	// URL is the address of a PostgreSQL database, postgres://user:password@host:port/name, with the parameters that libpq
	// and pgx know. The database must exist and be empty or ours. pool_max_conns is 20 unless it says otherwise.
	URL string
	// Path is the SQLite file; it is not looked at where there is a URL. It is made, with its folder, if it does not exist, readable by its owner only. It must be
	// on a local disk: WAL does not work over a network file system.
	Path string
	// Key is the master key of the encrypted columns, 32 bytes. The database refuses another key than it was made with.
	Key []byte
	// Keys gives several master keys, the newest first; Key is not looked at then. It is asked when the database is opened and
	// whenever a data key is met that none of the known ones opens, so that a rotation is noticed by a process that runs.
	Keys func() ([][]byte, error)
	Log  *slog.Logger
	// Beside opens the database also while another process has it, to look at bots and change them. Such a guest must be
	// the same version as that process (migrate.ErrOther), and neither commits turns nor starts the queue. If nobody has the
	// database, it is opened as always.
	Beside bool
	// Machine is the machine's clock; time.Now if nil. What is stored in PostgreSQL goes by the server's.
	Machine func() time.Time
	// Now is the clock of everything that is stored, instead of the machine's or the server's.
	Now func() time.Time
	// JobsNow is the clock by which jobs come due; nil for the database's own, which is the machine's.
	JobsNow func() time.Time
	// KeepMessages is how long messages stay in the journal after they came in or were sent, at least; 30 days if zero. Messages
	// that are still to be sent stay however old they are.
	KeepMessages time.Duration
	// KeepFilms is how long films of turns are kept, at least; 14 days if zero. They go by whole weeks where the database is
	// PostgreSQL.
	KeepFilms time.Duration
	// JobWorkers is how many jobs run at once; 100 if zero.
	JobWorkers int
	// Version is that of the program, which others who look at the database are told; empty for none.
	Version string
	// Backups are made of an SQLite file by the queue, if they have a folder.
	Backups Backups
}

const (
	defaultKeepMessages = 30 * 24 * time.Hour
	defaultKeepFilms    = 14 * 24 * time.Hour
	defaultJobWorkers   = 100
)

// Name gives the file, or the address without the password.
func (o Options) Name() string {
	if o.URL == "" {
		return o.Path
	}
	u, err := url.Parse(o.URL)
	if err != nil {
		return "postgres" // the text may hold a password
	}
	q := u.Query()
	for _, secret := range []string{"password", "sslpassword"} {
		q.Del(secret)
	}
	u.RawQuery = q.Encode()
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	return u.String()
}

// withDefaults fills what was left out.
func (o Options) withDefaults() Options {
	if o.Machine == nil {
		o.Machine = time.Now
	}
	if o.KeepMessages == 0 {
		o.KeepMessages = defaultKeepMessages
	}
	if o.KeepFilms == 0 {
		o.KeepFilms = defaultKeepFilms
	}
	if o.JobWorkers == 0 {
		o.JobWorkers = defaultJobWorkers
	}
	return o
}

package storage

import (
	"log/slog"
	"time"
)

// Options says which database to open and how to keep it. Path, Key and Log are required.
type Options struct {
	// Path is the SQLite file. It is made, with its folder, if it does not exist, readable by its owner only. It must be
	// on a local disk: WAL does not work over a network file system.
	Path string
	// Key is the master key that opens the encrypted columns, 32 bytes. The database refuses another key than it was
	// made with.
	Key []byte
	Log *slog.Logger
	// Beside opens the database also while another process has it, to look at bots and change them. Such a guest must be
	// the same version as that process (migrate.ErrOther), and neither commits turns nor starts the queue. If nobody has the
	// database, it is opened as always.
	Beside bool
	// Now is the clock of everything that is stored; time.Now if nil.
	Now func() time.Time
	// JobsNow is the clock by which jobs come due; nil for the database's own, which is the machine's.
	JobsNow func() time.Time
	// KeepMessages is how long messages stay in the journal after they came in or were sent; 30 days if zero. Messages
	// that are still to be sent stay however old they are.
	KeepMessages time.Duration
	// JobWorkers is how many jobs run at once; 100 if zero.
	JobWorkers int
}

const (
	defaultKeepMessages = 30 * 24 * time.Hour
	defaultJobWorkers   = 100
)

// withDefaults fills what was left out.
func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.KeepMessages == 0 {
		o.KeepMessages = defaultKeepMessages
	}
	if o.JobWorkers == 0 {
		o.JobWorkers = defaultJobWorkers
	}
	return o
}

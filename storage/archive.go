package storage

import (
	"crypto/cipher"
	"errors"
	"fmt"
	"time"

	"golang.org/x/crypto/chacha20poly1305"
)

// An archive holds bots so that they can be brought to another database, of either kind. It is a ZIP file:
//
//	bots/4242/sessions.jsonl   the rows of a table, one JSON object a line, without the bot's id and numbers that others give
//	bots/4242/jobs.jsonl       what waits in the job queue
//	bots/4242/drafts.jsonl     what the editor has of it; see studioParts
//	workspace/scopes.jsonl     variables that all bots share, where all bots are in it
//	manifest.json              what is in it: rows, bytes and SHA-256 of every file; it comes last
//
// Columns have their names. One that is missing gets the default of its table: archives of an older schema are taken as long
// as archiveFormat, which rises where that would not be right, is the same. Bytes that are text are a string, others
// {"base64": …}, secrets {"sealed": …}.

// archiveFormat is the version of all that.
const archiveFormat = 1

const archiveProgram = "scenarist"

// part says with what the rows of a table move.
type part int

const (
	partUndecided part = iota // whoever adds a table says what becomes of it; a test reminds of that
	partPeople                // what has happened to the bot
	partBot                   // what its author made
	partFiles                 // those of the author always, others with the people
	partJournal               // of it, if not all is wanted, what is still to be sent
	partSecrets               // with the key only
	partSelf                  // the bot's own row, which is the last
	partNever                 // made anew
)

// Manifest says what is in an archive.
type Manifest struct {
	Format  int            `json:"format"`
	Program string         `json:"program"`
	Version string         `json:"version"` // of the program
	Schema  int64          `json:"schema"`  // of the database
	MadeAt  time.Time      `json:"made_at"`
	People  bool           `json:"people"`
	Journal bool           `json:"journal"`          // all messages, not only those that are still to be sent
	Key     []byte         `json:"key,omitempty"`    // what seals the secrets, sealed with a master key; none without secrets
	Master  string         `json:"master,omitempty"` // id of that master key
	Bots    []ArchivedBot  `json:"bots"`
	Files   []ArchivedFile `json:"files"`
}

// Secrets reports whether tokens and secrets are in it.
func (m *Manifest) Secrets() bool { return len(m.Key) > 0 }

// ArchivedBot is a bot in an archive.
type ArchivedBot struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
	Name     string `json:"name"`
	Revision int    `json:"revision"`
	Paused   bool   `json:"paused"`
}

// ArchivedFile is a file in an archive.
type ArchivedFile struct {
	Name   string `json:"name"`
	Bot    int64  `json:"bot"` // 0 for the workspace
	Table  string `json:"table"`
	Rows   int64  `json:"rows"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

const (
	manifestName = "manifest.json"
	jobsTable    = "jobs"
	workspaceDir = "workspace"
)

// archivedName is the name of a table's file.
func archivedName(botID int64, table string) string {
	if botID == 0 {
		return workspaceDir + "/" + table + ".jsonl"
	}
	return fmt.Sprintf("bots/%d/%s.jsonl", botID, table)
}

// ErrArchive means that a file is no archive, or not as it was made.
var ErrArchive = errors.New("this is no whole archive")

// badArchive says what is wrong with it.
func badArchive(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrArchive, fmt.Errorf(format, args...))
}

// sealedColumns are the columns of a table that hold ciphertexts, and which column of the row names the value, if one does.
func sealedColumns(table string) (columns []string, name string) {
	switch table {
	case "bots":
		return []string{"token", "signing_key", "webhook_secret"}, ""
	case "secrets":
		return []string{"value"}, "name"
	}
	return nil, ""
}

// ownColumns are the columns that belong to a database and not to a bot.
func ownColumns(t botTable) []string {
	switch {
	case t.moves == partSelf:
		return []string{"bot_id", "leaving", "version", "repairs", "trouble"}
	case t.journal:
		return []string{"bot_id", t.key, "owner"} // the process that sends a message
	}
	return []string{"bot_id"}
}

// newArchiveKey makes what seals the secrets of an archive, and seals it with a master key.
func newArchiveKey(master *masterKey) (cipher.AEAD, []byte, error) {
	key := randomKey()
	inner, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, nil, fmt.Errorf("use archive key: %w", err)
	}
	return inner, seal(master.aead, key, aboutArchive("key", "", 0, "")), nil
}

// openKey gives what opens the secrets; ErrWrongKey if the master key is not among those that are given.
func (m *Manifest) openKey(keys [][]byte) (cipher.AEAD, error) {
	masters, err := newMasterKeys(&Options{Keys: func() ([][]byte, error) { return keys, nil }})
	if err != nil {
		return nil, err
	}
	master, err := masters.find(m.Master)
	if err != nil {
		return nil, err
	}
	key, err := unseal(master.aead, m.Key, aboutArchive("key", "", 0, ""))
	if err != nil {
		return nil, badArchive("its key was changed")
	}
	inner, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, badArchive("its key has %d bytes", len(key))
	}
	return inner, nil
}

func aboutArchive(table, column string, botID int64, name string) []byte {
	return append([]byte("archive:"), about(table, column, botID, name)...)
}

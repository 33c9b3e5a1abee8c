package engine

import (
	"fmt"
	"strconv"
	"time"
)

// Record is one thing that a bot keeps for all its sessions beside the variables: an account, a counter, a promo code, a
// row of a table. Unlike variables, records may be many, are read one by one or by a query, and are changed by
// compare-and-set: a turn that saw an older version runs again.
type Record struct {
	Kind    string    `json:"kind"`              // what it is, such as account or table.products; 1 to 64 bytes
	Key     string    `json:"key"`               // unique in its kind, 1 to 200 bytes
	Version int64     `json:"version,omitempty"` // of what is stored; 0 for nothing. The store raises it
	Owner   int64     `json:"owner,omitempty"`   // contact that it belongs to; 0 for none
	Value   Values    `json:"value,omitzero"`    // nil if there is none; never changed in place
	MadeAt  time.Time `json:"made_at,omitzero"`  // UTC; when it was stored first
	Expires time.Time `json:"expires,omitzero"`  // UTC; from then on it counts as gone. Zero for never
}

// Exists reports whether there is such a record.
func (r *Record) Exists() bool { return r.Value != nil }

// RecordChange is what a turn does to a record. The commit refuses the whole turn if the stored version is not Base.
type RecordChange struct {
	Kind    string    `json:"kind"`
	Key     string    `json:"key"`
	Base    int64     `json:"base,omitempty"` // the version that the turn saw; 0 if there was none
	Owner   int64     `json:"owner,omitempty"`
	Value   Values    `json:"value,omitzero"` // nil deletes it
	MadeAt  time.Time `json:"made_at,omitzero"`
	Expires time.Time `json:"expires,omitzero"`
}

// RecordRead is a question to the store: one record by its key, or those of a kind that a query selects.
type RecordRead struct {
	Kind  string       `json:"kind"`
	Key   string       `json:"key,omitempty"`
	Query *RecordQuery `json:"query,omitempty"`
}

// RecordAnswer is what the store says to a RecordRead: no record or one to a key, the selected ones in their order to a
// query, or their number to a query that counts.
type RecordAnswer struct {
	Records []Record `json:"records,omitempty"`
	Count   int      `json:"count,omitempty"`
}

// NeedError says what a turn has to know of the store before it can go on. Nothing of the turn counts; whoever runs it
// puts the answers into State.Records, under the ids of the reads, and State.Contacts, and runs it again.
type NeedError struct {
	Reads    []RecordRead
	Contacts []int64 // user ids
}

// Error counts the reads.
func (e *NeedError) Error() string {
	return fmt.Sprintf("the turn needs %d records and %d contacts", len(e.Reads), len(e.Contacts))
}

// LedgerEntry is one side of a movement between two accounts. Entries are only ever added; those of a movement sum up to
// nothing.
type LedgerEntry struct {
	Tx      string    `json:"tx"`      // the movement; unique in the bot
	Account string    `json:"account"` // user:<id>, or one of the bot's own, such as bot:granted
	Unit    string    `json:"unit"`    // what is counted: credits, XTR, …
	Amount  int64     `json:"amount"`  // smallest units; negative for what leaves the account
	Reason  string    `json:"reason,omitempty"`
	At      time.Time `json:"at"` // UTC
}

// LedgerBalance is the sum of an account's entries of one unit.
type LedgerBalance struct {
	Account string `json:"account"`
	Unit    string `json:"unit"`
	Amount  int64  `json:"amount"`
}

// UserKey makes the key of a record that a user has of something: his id, then what it is.
func UserKey(user int64, what string) string { return strconv.FormatInt(user, 10) + "." + what }

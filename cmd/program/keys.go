package program

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/scenarist/scenarist/storage"
)

// keysCmd is `scenarist keys`: the keys that seal the stored secrets.
type keysCmd struct {
	List   keysListCmd   `cmd:"" help:"List the keys by their ids: how old they are and how much each seals; never a key itself."`
	Rotate keysRotateCmd `cmd:"" help:"Take a new master key, or new data keys, also while the server runs."`
}

// Help explains the two kinds of keys.
func (c *keysCmd) Help() string {
	return `Tokens and secrets are sealed with data keys, one for each bot. The data keys are in the database, sealed with the master key,
which is not: it is in the file scenarist.key of the data directory, or in SCENARIST_KEY.

Examples:
  scenarist keys list
  scenarist keys rotate`
}

// keysPlace says where the keys are.
type keysPlace struct {
	Data     string `env:"SCENARIST_DATA" default:"data" placeholder:"DIR" help:"Directory of the database and the key, as with serve."`
	Database string `env:"SCENARIST_DATABASE" placeholder:"FILE|URL" help:"The database, as with serve."`
	Key      string `env:"SCENARIST_KEY" placeholder:"KEY,…" help:"Master keys, the newest first; default: a file in the data directory."`
}

// keys is an open place.
type keys struct {
	env *runEnv
	s   *settings
	db  *storage.DB
}

func (p *keysPlace) open(env *runEnv, f func(ctx context.Context, k *keys) error) (err error) {
	s, err := config{
		Data: p.Data, Database: p.Database, Key: p.Key, APIURL: "https://api.telegram.org",
		Listen: "127.0.0.1:0", SendRate: "0", LogLevel: "warn", LogFormat: "text",
	}.settle()
	if err != nil {
		return err
	}
	k := &keys{env: env, s: s}
	if k.db, err = openDatabase(env.Context, s, storage.Options{Log: newLog(env.Stderr, s), Beside: true}, k.say); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, k.db.Close()) }()
	return f(env.Context, k)
}

func (k *keys) say(format string, args ...any) { fmt.Fprintf(k.env.Stdout, format+"\n", args...) }

type keysListCmd struct {
	keysPlace
	JSON bool `name:"json" help:"Print the list as JSON, for scripts."`
}

// masterKeyJSON is a master key as scripts see it.
type masterKeyJSON struct {
	ID       string     `json:"id"`
	Since    *time.Time `json:"since"` // when it sealed its first data key; null for one that seals none
	DataKeys int        `json:"data_keys"`
}

// dataKeyJSON is a data key as scripts see it.
type dataKeyJSON struct {
	ID      string    `json:"id"`
	Bot     int64     `json:"bot"` // 0 for the one of the database itself
	Name    string    `json:"name"`
	Master  string    `json:"master"`
	MadeAt  time.Time `json:"made_at"`
	Values  int       `json:"values"`
	Retired bool      `json:"retired"`
}

// keyList is what there is of keys.
type keyList struct {
	Masters  []masterKeyJSON `json:"master_keys"` // the newest first
	DataKeys []dataKeyJSON   `json:"data_keys"`   // by bot
}

func (k *keys) list(ctx context.Context) (*keyList, error) {
	all, err := k.db.DataKeys(ctx)
	if err != nil {
		return nil, err
	}
	bots, err := k.db.Bots(ctx)
	if err != nil {
		return nil, err
	}
	names := map[int64]string{0: "database"}
	for _, b := range bots {
		names[b.ID] = "@" + b.Username
	}
	out := &keyList{DataKeys: []dataKeyJSON{}}
	for _, id := range k.db.MasterKeys() {
		out.Masters = append(out.Masters, masterKeyJSON{ID: id})
	}
	for _, d := range all {
		out.DataKeys = append(out.DataKeys, dataKeyJSON{
			strconv.FormatInt(d.ID, 16), d.BotID, names[d.BotID], d.Master, d.MadeAt, d.Values, d.Retired,
		})
		i := slices.IndexFunc(out.Masters, func(m masterKeyJSON) bool { return m.ID == d.Master })
		if i < 0 {
			continue // only until a server that starts has brought an old database up to date
		}
		m := &out.Masters[i]
		m.DataKeys++
		if m.Since == nil || d.WrappedAt.Before(*m.Since) {
			m.Since = &d.WrappedAt
		}
	}
	return out, nil
}

// Run lists the keys.
func (c *keysListCmd) Run(env *runEnv) error {
	return c.open(env, func(ctx context.Context, k *keys) error {
		list, err := k.list(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			enc := json.NewEncoder(env.Stdout)
			enc.SetIndent("", "  ")
			return enc.Encode(list)
		}
		w := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "MASTER KEY\tIN USE SINCE\tDATA KEYS")
		for _, m := range list.Masters {
			since := "not in use"
			if m.Since != nil {
				since = m.Since.Local().Format(time.DateTime)
			}
			fmt.Fprintf(w, "%s\t%s\t%d\n", m.ID, since, m.DataKeys)
		}
		if err := w.Flush(); err != nil {
			return err
		}
		fmt.Fprintln(w, "\nDATA KEY\tOF\tMADE\tVALUES")
		for _, d := range list.DataKeys {
			of := d.Name
			if of == "" {
				of = strconv.FormatInt(d.Bot, 10)
			}
			if d.Retired {
				of += " (before)"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\n", d.ID, of, d.MadeAt.Local().Format(time.DateTime), d.Values)
		}
		return w.Flush()
	})
}

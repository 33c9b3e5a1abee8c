package program

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/scenarist/scenarist/storage"
)

// restoreCmd is `scenarist restore`.
type restoreCmd struct {
	place
	File        string `arg:"" help:"The backup."`
	Force       bool   `help:"Take the place of a database that is not empty. That one is kept in a file beside it."`
	SendPending bool   `help:"Send the messages that were still to be sent when the backup was made. Say so only if nothing was sent since."`
}

// Help gives examples.
func (c *restoreCmd) Help() string {
	return `The server must be stopped. The backup is read to its end first; then it takes the place of the database in one step, and is
brought to this version's schema. The key must be the one of the server that made it: SCENARIST_KEY, the key file in the data
directory, or FILE.key, which is then copied there.

What happened after the backup was made is not in it: answers, orders, payments. People stand where they stood then, and who pays
an old invoice is served. Look through the payments since then at your provider, or with Telegram.

Messages that were still to be sent when the backup was made have most likely been sent since. They are marked as unknown and NOT
sent, so that nobody gets them twice. If you know that nothing was sent since, as when you stopped the server before the backup,
add --send-pending. What waits for a time (reminders, renewals) happens when its time comes, or at the start if it has come;
what the old server had done of that since the backup, happens twice.

Never let the old server run beside the restored one: both would answer.

Examples:
  scenarist restore /backups/monday.db
  scenarist restore --force --send-pending /backups/before-the-upgrade.db`
}

// Run restores.
func (c *restoreCmd) Run(env *runEnv) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	o := s.store()
	o.Log = newLog(env.Stderr, s)
	keys, err := c.keys(s)
	if err != nil {
		return err
	}
	o.Keys = func() ([][]byte, error) { return keys, nil }
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return wrong("SCENARIST_DATA", "the directory %q cannot be made: %v", s.Data, err)
	}
	done, err := storage.Restore(env.Context, o, c.File, storage.RestoreOptions{Replace: c.Force, SendPending: c.SendPending, AsideFolder: s.Data})
	if full, ok := errors.AsType[*storage.NotEmptyError](err); ok {
		return &usageError{fmt.Sprintf("%s is not empty: it has %s. To put the backup into its place add --force; it is kept in a file beside", s.database, full.Holds)}
	}
	if err != nil {
		return copyError(s, c.File, err)
	}
	say := func(format string, args ...any) { fmt.Fprintf(env.Stdout, format+"\n", args...) }
	if s.masterKeys == nil {
		if err := c.keepKeys(s, keys, done.Masters, say); err != nil {
			return fmt.Errorf("the backup is restored, but its key is not in %s: %w", keyFile(s.Data).path, err)
		}
	}
	say("Restored  %s from %s", s.database, c.File)
	sayCopy(say, &done.Copy)
	if done.Aside != "" {
		say("Before    %s holds what was there; delete it when you need it no more", done.Aside)
	}
	if done.Held > 0 {
		say("Held      %s still to be sent when the backup was made, and not sent now: see scenarist restore --help", counted(int(done.Held), "message was", "messages were"))
	}
	if !done.Newest.IsZero() {
		say("Missing   what happened after %s: answers, orders, payments", done.Newest.Local().Format(time.DateTime))
	}
	say("Start it with: scenarist serve")
	return nil
}

// keys gives all master keys that there are: the configured ones, else those of the key file, of the one beside the backup, and
// those that a rotation has put aside.
func (c *restoreCmd) keys(s *settings) ([][]byte, error) {
	if s.masterKeys != nil {
		return s.masterKeys, nil
	}
	keys, err := keyFile(s.Data).with(keyBeside(c.File), oldKeysFile(s.Data))
	if err == nil && len(keys) == 0 {
		err = wrong("SCENARIST_KEY", "there is no key: put the key file of the server that made the backup to %s, or set SCENARIST_KEY", keyFile(s.Data).path)
	}
	return keys, err
}

// keepKeys adds to the key file the keys that the restored database needs.
func (c *restoreCmd) keepKeys(s *settings, known [][]byte, needed []string, say func(string, ...any)) error {
	f := keyFile(s.Data)
	keys, err := f.with()
	if err != nil {
		return err
	}
	missing := slices.DeleteFunc(slices.Clone(known), func(k []byte) bool {
		return !slices.Contains(needed, storage.MasterKeyID(k)) || slices.ContainsFunc(keys, func(has []byte) bool { return string(has) == string(k) })
	})
	if len(missing) == 0 {
		return nil
	}
	if err := f.write(append(keys, missing...)); err != nil {
		return err
	}
	say("Key       of the backup is in %s now", f.path)
	return nil
}

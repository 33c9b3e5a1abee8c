package program

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/scenarist/scenarist/storage"
)

// What is much, late or far off.
const (
	largeWAL      = 512 << 20
	lateMessages  = 10 * time.Minute
	clockWarning  = 5 * time.Second
	clockError    = time.Minute
	oldBackup     = 2 // times SCENARIST_BACKUP_EVERY
	postgresNames = "look at SCENARIST_DATABASE: host, port, name, user and password; is the server running, and does pg_hba.conf let us in?"
)

// database tells what was found in it.
func (d *doctor) database() []diagnosis {
	c := d.checkup
	const check = "database"
	switch {
	case errors.Is(c.Err, storage.ErrForeign):
		return []diagnosis{bad(levelError, check, "name an empty database, or Scenarist's own, with SCENARIST_DATABASE", "%s is the database of another program", d.s.database)}
	case errors.Is(c.Err, storage.ErrDamaged):
		return []diagnosis{bad(levelError, check, "stop the server and restore the last backup: scenarist restore --force FILE", "%s is damaged: %v", d.s.database, c.Err)}
	case c.Err != nil && d.s.postgres != "":
		return []diagnosis{bad(levelError, check, postgresNames, "%s cannot be reached: %v", d.s.database, c.Err)}
	case c.Err != nil:
		return []diagnosis{bad(levelError, check, "run this as the user that runs serve, and look at the rights of the file and its directory", "%s cannot be looked at: %v", d.s.database, c.Err)}
	case c.Missing:
		return []diagnosis{fine(check, "%s is not there yet; the first start makes it", d.s.database)}
	}
	out := []diagnosis{fine(check, "%s, %s, %s, schema version %d", d.s.database, c.Server, sizeOf(c.Bytes+c.WAL), c.Schema)}
	switch {
	case c.Schema > c.Known:
		return append(out, bad(levelError, check, "run the newer program, here and for serve", "it was made by a newer version of this program, which knows schema versions up to %d", c.Known))
	case c.Schema < c.Known:
		return append(out, bad(levelWarning, check, "make a backup, then start the server of this version: it brings the database up to date", "it is that of an older version: this program's schema is %d; what is in it was not looked at", c.Known))
	}
	if c.WriteErr != nil && !c.Readable {
		out = append(out, bad(levelError, check, "look at the rights of the file and its directory, at the free room, and whether another program holds it", "nothing can be written to it: %v", c.WriteErr))
	}
	if c.KeyErr != nil && errors.Is(c.KeyErr, storage.ErrWrongKey) {
		out = append(out, bad(levelError, check, "use the key that it was made with: the key file of that server, or SCENARIST_KEY", "the key does not open it"))
	}
	if d.s.postgres != "" {
		out = append(out, d.postgres()...)
	} else {
		out = append(out, d.sqlite()...)
	}
	return append(out, d.work()...)
}

func (d *doctor) sqlite() []diagnosis {
	c := d.checkup
	const check = "database"
	var out []diagnosis
	switch {
	case c.Damage != "":
		out = append(out, bad(levelError, check, "stop the server and restore the last backup: scenarist restore --force FILE", "it is damaged: %s", c.Damage))
	case c.DamageErr != nil:
		out = append(out, bad(levelWarning, check, "give it more time, such as: scenarist doctor --within 10m", "whether it is damaged could not be found out: %v", c.DamageErr))
	default:
		out = append(out, fine(check, "the quick check finds no damage"))
	}
	if c.WAL > largeWAL {
		out = append(out, bad(levelWarning, check, "if it does not shrink within an hour, some program reads the database for very long: find it (lsof), or restart the server", "its journal (%s-wal) has %s", filepath.Base(d.s.database), sizeOf(c.WAL)))
	}
	if name := networkFileSystem(d.s.database); name != "" {
		out = append(out, bad(levelError, check, "move the data directory to a disk of this machine, or use PostgreSQL", "it is on a network file system (%s), where SQLite loses data", name))
	}
	return out
}

func (d *doctor) postgres() []diagnosis {
	c := d.checkup
	const check = "database"
	var out []diagnosis
	if c.Readable {
		out = append(out, bad(levelError, check, "name the main server with SCENARIST_DATABASE, or add target_session_attrs=read-write to its address", "this server is a copy that can only be read"))
	}
	for _, name := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
		if c.Settings[name] == "off" {
			out = append(out, bad(levelWarning, check, "set "+name+" = on in postgresql.conf and reload: Scenarist tells Telegram that an update is kept when PostgreSQL says so", "%s is off: when its machine fails, PostgreSQL forgets what it said it had kept", name))
		}
	}
	switch free := c.MaxConns - c.UsedConns; {
	case c.MaxConns < c.WantConns:
		out = append(out, bad(levelError, check, "raise max_connections, or lower our part with pool_max_conns=N in SCENARIST_DATABASE", "a server of ours wants up to %d connections, and PostgreSQL allows %d in all", c.WantConns, c.MaxConns))
	case !d.running && free < c.WantConns:
		out = append(out, bad(levelWarning, check, "raise max_connections, or lower our part with pool_max_conns=N in SCENARIST_DATABASE", "of %d connections %d are free, and a server of ours wants up to %d", c.MaxConns, free, c.WantConns))
	default:
		out = append(out, fine(check, "%d of %d connections are in use; each server of ours wants up to %d", c.UsedConns, c.MaxConns, c.WantConns))
	}
	return append(out, offClock("database", c.Offset), d.processes())
}

// processes tells who shares the database, and whether they are of one version.
func (d *doctor) processes() diagnosis {
	const check = "processes"
	all := d.checkup.Processes
	if len(all) == 0 {
		return fine(check, "none serves this database now")
	}
	names, versions := make([]string, len(all)), map[string]bool{}
	for i, p := range all {
		names[i] = p.Name + ", version " + cmp.Or(p.Version, "unknown")
		versions[p.Version] = true
	}
	says := counted(len(all), "process serves", "processes serve") + " this database: " + strings.Join(names, "; ")
	if len(versions) > 1 {
		return bad(levelWarning, check, "in the middle of an upgrade this is right; else bring all to one version, one after the other", "%s: they are not of one version", says)
	}
	return fine(check, "%s", says)
}

// offClock judges a clock that is ahead of ours.
func offClock(whose string, ahead time.Duration) diagnosis {
	says := fmt.Sprintf("the %s's clock is %s from ours", whose, ahead.Abs().Round(time.Millisecond))
	const mend = "let both machines take their time from the network: systemctl enable --now systemd-timesyncd"
	switch {
	case ahead.Abs() > clockError:
		return bad(levelError, "clock", mend, "%s", says)
	case ahead.Abs() > clockWarning:
		return bad(levelWarning, "clock", mend, "%s", says)
	}
	return fine("clock", "%s", says)
}

// work tells what waits and what went wrong.
func (d *doctor) work() []diagnosis {
	c := d.checkup
	var out []diagnosis
	switch {
	case d.running && !c.Waiting.IsZero() && time.Since(c.Waiting) > lateMessages:
		out = append(out, bad(levelWarning, "messages", "look into the server's log: Telegram may refuse a token, or ask for a pause; and at the bots below", "%s still to be sent, the oldest since %s", counted(int(c.Pending), "is", "are"), c.Waiting.Local().Format(time.DateTime)))
	default:
		out = append(out, fine("messages", "%s to be sent", counted(int(c.Pending), "is", "are")))
	}
	for _, id := range c.Imports {
		out = append(out, bad(levelWarning, "import", "import the archive once more: what there is of the bot is replaced", "the import of bot %d was interrupted", id))
	}
	if c.Discarded > 0 {
		out = append(out, bad(levelWarning, "jobs", "look into the server's log for what failed", "%s given up in the last days, after many tries", counted(int(c.Discarded), "job was", "jobs were")))
	}
	return out
}

// backups looks at those that the server makes itself.
func (d *doctor) backups() []diagnosis {
	const check = "backups"
	if d.s.postgres != "" {
		// Whether somebody runs pg_dump elsewhere cannot be seen, so this is no warning.
		return []diagnosis{fine(check, "of PostgreSQL the server makes none by itself; let cron run: scenarist backup FILE (examples/deploy/README.md has the line), unless whoever runs the database makes them")}
	}
	b := d.s.backups
	if b.Dir == "" {
		return []diagnosis{bad(levelWarning, check, "name a directory on another disk: SCENARIST_BACKUP_DIR=/backups", "the server makes none")}
	}
	var out []diagnosis
	if d.checkup.Backup != "" {
		out = append(out, bad(levelError, check, "look at the room and the rights of "+b.Dir+"; the server tries again by itself", "the last one failed: %s", d.checkup.Backup))
	}
	times, err := b.List()
	switch {
	case errors.Is(err, os.ErrNotExist):
		return append(out, bad(levelWarning, check, "start the server: it makes the directory and the first backup", "there is no directory %s yet", b.Dir))
	case err != nil:
		return append(out, bad(levelError, check, "let the user that runs serve read and write it", "%v", err))
	case len(times) == 0:
		return append(out, bad(levelWarning, check, "start the server: it makes the first one within minutes", "there are none in %s yet", b.Dir))
	}
	last := times[len(times)-1]
	if time.Since(last) > oldBackup*b.Every {
		return append(out, bad(levelError, check, "the server makes them while it runs: is it up, and what does its log say?", "the last one is of %s", last.Local().Format(time.DateTime)))
	}
	return append(out, fine(check, "%s in %s, the last of %s", counted(len(times), "is", "are"), b.Dir, last.Local().Format(time.DateTime)))
}

package program

import (
	"context"
	"slices"

	"github.com/scenarist/scenarist/storage"
)

type keysRotateCmd struct {
	keysPlace
	Prepare bool `help:"Only put the new master key into the key file, to copy that to other machines before it is used." xor:"what"`
	NewData bool `name:"data-keys" help:"Take new data keys instead, and seal every value anew with them." xor:"what"`
}

// Help explains the order of things.
func (c *keysRotateCmd) Help() string {
	return `With a key file, a new master key is made and put first in it, all data keys are sealed with it, and the key of before goes to
scenarist.key.old, which backups from before need. A running server needs no restart. Whatever interrupts the command, everything can
be read, and the same command goes on.

With several machines over one database: run it with --prepare, copy scenarist.key to the others, run it without, then on the
others, where it only puts the old key aside.

With SCENARIST_KEY: make a key (openssl rand -hex 32), set SCENARIST_KEY=NEW,OLD for every server and restart them one after the
other, run this command with the same setting, then set SCENARIST_KEY=NEW and restart them again.

If the old master key may be known to others, rotate the data keys too (--data-keys), and have @BotFather revoke the tokens.

Examples:
  scenarist keys rotate
  scenarist keys rotate --data-keys
  SCENARIST_KEY=NEW,OLD scenarist keys rotate`
}

// Run rotates.
func (c *keysRotateCmd) Run(env *runEnv) error {
	return c.open(env, func(ctx context.Context, k *keys) error {
		switch {
		case c.NewData:
			n, err := k.db.RotateData(ctx)
			if err != nil {
				return err
			}
			k.say("%s now. The data keys of before are deleted within two hours.", counted(n, "bot has a new data key", "bots have new data keys"))
			return nil
		case k.s.masterKeys != nil:
			if c.Prepare {
				return &usageError{"with SCENARIST_KEY there is no key file to prepare; put a new key in front: SCENARIST_KEY=NEW,OLD"}
			}
			return k.rotateGiven(ctx)
		case c.Prepare:
			return k.prepare(ctx)
		default:
			return k.rotateFile(ctx)
		}
	})
}

// prepare puts a new master key into the file and leaves it at that.
func (k *keys) prepare(ctx context.Context) error {
	f := keyFile(k.s.Data)
	if err := k.db.HoldKeys(ctx, f.prepend); err != nil {
		return err
	}
	k.say("A new master key is in %s, and not used yet. Copy that file to the other machines, then run: scenarist keys rotate", f.path)
	return nil
}

// rotateFile changes the master key in the key file. A key that waits there is taken; where the first one is in use already,
// a rotation was interrupted, here or elsewhere, and is brought to its end.
func (k *keys) rotateFile(ctx context.Context) error {
	f, old := keyFile(k.s.Data), oldKeysFile(k.s.Data)
	retired := 0
	moved, err := k.db.Rotate(ctx, storage.Rotation{
		Begin: func(inUse []string) error {
			known, err := f.read()
			if err != nil || len(known) > 1 && slices.Contains(inUse, storage.MasterKeyID(known[0])) {
				return err
			}
			return f.prepend(inUse)
		},
		End: func(inUse []string) (err error) {
			retired, err = f.retire(inUse, old)
			return err
		},
	})
	if err != nil {
		return err
	}
	k.sayMoved(moved)
	if retired > 0 {
		k.say("The master key of before is in %s now: backups from before need it. Delete that file when there are none left.", old.path)
	}
	k.say("Keep a copy of %s: the stored secrets cannot be read without it.", f.path)
	if k.s.postgres != "" {
		k.say("Other machines that use this database need the same file; those that run go on with what they know until they are restarted.")
	}
	return nil
}

// rotateGiven takes the first of the configured master keys.
func (k *keys) rotateGiven(ctx context.Context) error {
	moved, err := k.db.Rotate(ctx, storage.Rotation{
		Begin: func(inUse []string) error {
			if len(k.s.masterKeys) == 1 && slices.Contains(inUse, storage.MasterKeyID(k.s.masterKeys[0])) {
				return wrong("SCENARIST_KEY", "this is the key in use; put a new one in front (openssl rand -hex 32 makes one): SCENARIST_KEY=NEW,OLD for every server, then run this again")
			}
			return nil
		},
	})
	if err != nil {
		return err
	}
	k.sayMoved(moved)
	k.say("Set SCENARIST_KEY to its first key alone for every server, and restart them. Backups from before need the old key.")
	return nil
}

func (k *keys) sayMoved(n int) {
	id := k.db.MasterKeys()[0]
	if n == 0 {
		k.say("All data keys are sealed with the master key %s already.", id)
		return
	}
	k.say("%s sealed with the master key %s now.", counted(n, "data key is", "data keys are"), id)
	if k.db.Guest() && k.s.masterKeys == nil {
		k.say("The running Scenarist follows by itself.")
	}
}

package main

import (
	"context"
	"crypto/rand"
	_ "embed" // the bots' document
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/cmd/internal/served"
)

// document is the conversation; @BOT@ stands for the bot's id.
//
//go:embed bot.json
var document []byte

// options are the flags.
type options struct {
	server    string
	from      string
	data      string
	instances string
	routing   string
	updates   int
	people    int
	bots      int
	kills     int
	pgKills   int
	cuts      int
	storms    int
	upgrades  int
	seed      uint64
	sendRate  string
	patience  time.Duration
	think     time.Duration

	settings []string // of PostgreSQL
}

func main() { served.Main("crashmatrix", run) }

func run(ctx context.Context, args []string, out io.Writer) error {
	var o options
	flags := flag.NewFlagSet("crashmatrix", flag.ContinueOnError)
	flags.StringVar(&o.server, "server", "", "`binary` of scenarist; built out of this checkout if empty")
	flags.StringVar(&o.from, "from", "", "`binary` of the version before, which makes the database and is what processes run until they are upgraded; default the same")
	flags.StringVar(&o.data, "data", "", "`directory` for logs, which are kept if a promise is broken; default the temporary directory")
	flags.StringVar(&o.instances, "instances", "2,3", "how many processes, a cell for each `number`")
	flags.StringVar(&o.routing, "routing", "random,hashed", "how the balancer chooses one, a cell for each `way`")
	flags.IntVar(&o.updates, "updates", 30_000, "how many updates, in each cell")
	flags.IntVar(&o.people, "people", 1000, "how many people")
	flags.IntVar(&o.bots, "bots", 20, "how many bots they talk to")
	flags.IntVar(&o.kills, "kills", 5, "how often a process is killed")
	flags.IntVar(&o.pgKills, "postgres-kills", 1, "how often PostgreSQL is")
	flags.IntVar(&o.cuts, "cuts", 3, "how often a process is cut off from Telegram")
	flags.IntVar(&o.storms, "storms", 2, "how often Telegram refuses most messages for a while")
	flags.IntVar(&o.upgrades, "upgrades", 0, "how often every process is stopped in order and a new one started, one after the other, as to bring in another version")
	flags.Uint64Var(&o.seed, "seed", 0, "of chance: what breaks when, and what comes twice; default another one each time")
	flags.StringVar(&o.sendRate, "send-rate", "30", "SCENARIST_SEND_RATE of the processes")
	flags.DurationVar(&o.think, "think", 4*time.Second, "how long people think at most before they say something")
	flags.DurationVar(&o.patience, "patience", 5*time.Minute, "how long people wait for a message before it counts as lost")
	if err := flags.Parse(args); err != nil {
		return err
	}
	return matrix(ctx, &o, out)
}

// errBroken is that of a run in which a promise was broken.
var errBroken = errors.New("a promise is broken")

// matrix runs all cells and prints the table.
func matrix(ctx context.Context, o *options, out io.Writer) (err error) {
	cells, err := parseCells(o)
	if err != nil {
		return err
	}
	if o.from != "" && o.upgrades < 1 {
		return fmt.Errorf("-from: %s would not be replaced with -upgrades %d", o.from, o.upgrades)
	}
	if o.seed == 0 {
		var b [4]byte
		_, _ = rand.Read(b[:]) // never fails
		o.seed = uint64(binary.BigEndian.Uint32(b[:]))
	}
	if o.data, err = os.MkdirTemp(o.data, "crashmatrix-"); err != nil {
		return fmt.Errorf("make data directory: %w", err)
	}
	defer func() {
		if err == nil {
			err = os.RemoveAll(o.data)
		} else {
			err = fmt.Errorf("%w (seed %d; the logs are in %s)", err, o.seed, o.data)
		}
	}()
	if o.server == "" {
		if o.server, err = served.Build(ctx, o.data); err != nil {
			return err
		}
	}
	printHead(out, o)
	broken := false
	for i := range cells {
		c := &cells[i]
		v, err := runCell(ctx, o, c)
		if err != nil {
			return fmt.Errorf("%d instances, %s routing: %w", c.instances, c.routing(), err)
		}
		c.print(out, v)
		broken = v.wrong() > 0 || broken
	}
	printFoot(out)
	if broken {
		return errBroken
	}
	return nil
}

// parseCells reads which cells are asked for.
func parseCells(o *options) (cells []cell, err error) {
	for number := range strings.SplitSeq(o.instances, ",") {
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("-instances: %q is no number of processes", number)
		}
		for way := range strings.SplitSeq(o.routing, ",") {
			if way != "random" && way != "hashed" {
				return nil, fmt.Errorf("-routing: %q is neither random nor hashed", way)
			}
			cells = append(cells, cell{o: o, instances: n, hashed: way == "hashed"})
		}
	}
	return cells, nil
}

package program

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/outbound"
	"github.com/scenarist/scenarist/engine/simulator"
)

// chatCmd is `scenarist chat`.
type chatCmd struct {
	blocksFlag

	File       string   `arg:"" help:"The bot's document."`
	HTTP       bool     `name:"http" help:"Let the bot really call the HTTP services it knows."`
	AllowHosts []string `env:"SCENARIST_ALLOW_HOSTS" sep:"," placeholder:"HOST,…" help:"With --http: private hosts or networks that may be called all the same."`
	Answers    string   `placeholder:"FILE" help:"Answer HTTP calls from a transcript or a file like standin.json."`
	Name       string   `default:"Alex" help:"Your first name."`
	Language   string   `default:"en" help:"Your language, such as en or ru."`
	Clock      string   `placeholder:"TIME" help:"What time it is at first, such as 2026-01-05T09:00:00Z; now if left out. With it the clock stands still."`
}

// Help gives examples.
func (c *chatCmd) Help() string {
	return `You talk to the bot as it is, in a simulated Telegram on this machine: no token, no account, pretend money. Write a
message, or type the number of a button to press it; :help lists what else you can do, such as :wait 15m or :vars.

The bot's HTTP calls are answered from standin.json beside the document, or from --answers; others are refused unless you
allow them with --http. Secrets are read from SCENARIST_SECRET_<NAME>, then from standin.json, and made up otherwise.

Examples:
  scenarist chat examples/coffee/bot.json
  scenarist chat --language ru --name Анна examples/picture/bot.json
  printf '/start\n1\n' | scenarist chat bot.json`
}

// Run talks until the input ends.
func (c *chatCmd) Run(env *runEnv) error {
	data, err := readDocument(c.File)
	if err != nil {
		return err
	}
	if err := env.openBlocks(c.Blocks, nil); err != nil {
		return err
	}
	doc, report := inspect(c.File, data, env.types)
	if report.Errors > 0 {
		fmt.Fprint(env.Stderr, report.text())
		return errProblem
	}
	o, about, err := c.options(env, doc)
	if err != nil {
		return err
	}
	w, err := simulator.New(env.Context, o)
	if err != nil {
		return err
	}
	interactive := isTerminal(env.Stdin)
	t := &terminal{
		out: env.Stdout, width: widthOf(env), colour: isTerminal(env.Stdout) && env.Getenv("NO_COLOR") == "" && env.Getenv("TERM") != "dumb",
	}
	s := &chat{
		term: t, world: w, bot: doc.Name, interactive: interactive, running: interactive && c.Clock == "", realHTTP: c.HTTP,
		person: w.Person(simulator.You, simulator.Profile{FirstName: c.Name, Language: c.Language}),
	}
	s.welcome(about, report.Warnings, c.File)
	err = s.run(env.Context, env.Stdin)
	stop, cancel := context.WithTimeout(context.WithoutCancel(env.Context), closeTimeout)
	defer cancel()
	return errors.Join(err, w.Close(stop))
}

// options are those of the world, with what is to be said about HTTP calls.
func (c *chatCmd) options(env *runEnv, doc *flow.Document) (simulator.Options, string, error) {
	dir := os.DirFS(filepath.Dir(c.File))
	reg, err := env.types(doc)
	if err != nil {
		return simulator.Options{}, "", err
	}
	o, standin, err := simulatedOptions(doc, dir, reg, func(name string) string {
		return env.Getenv("SCENARIST_SECRET_" + strings.ToUpper(name))
	})
	if err != nil {
		return o, "", err
	}
	o.Start = time.Now()
	if c.Clock != "" {
		if o.Start, err = time.Parse(time.RFC3339, c.Clock); err != nil {
			return o, "", &usageError{fmt.Sprintf("--clock: %q is no time; write it like 2026-01-05T09:00:00Z", c.Clock)}
		}
	}
	about := ""
	if standin != nil {
		about = "HTTP services are played by " + simulator.StandinFile + "."
		if standin.About != "" {
			about += " " + standin.About
		}
	}
	if c.Answers != "" {
		if o.Answers, err = answersOf(c.Answers); err != nil {
			return o, "", err
		}
		about = "HTTP services are played by " + c.Answers + "."
	}
	if c.HTTP {
		if o.HTTP, err = outbound.New(outbound.Options{Allow: c.AllowHosts}); err != nil {
			return o, "", wrong("SCENARIST_ALLOW_HOSTS", "%v", err)
		}
		about = strings.TrimSpace(about + " Other HTTP calls are made for real.")
	}
	return o, about, nil
}

// answersOf reads the HTTP answers of a transcript or of a file like standin.json.
func answersOf(file string) (*simulator.Answers, error) {
	data, err := readDocument(file)
	if err != nil {
		return nil, err
	}
	list, err := simulator.LoadAnswers(data)
	if err != nil {
		return nil, fmt.Errorf("read answers of %s: %w", file, err)
	}
	return simulator.NewAnswers(list, simulator.FilesIn(os.DirFS(filepath.Dir(file))))
}

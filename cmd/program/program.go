package program

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"reflect"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // bots name time zones; not every machine has them

	"github.com/alecthomas/kong"
	"github.com/gin-gonic/gin"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
)

// cli is the command line.
type cli struct {
	Serve   serveCmd   `cmd:"" help:"Start the server: the bots that were added, that of SCENARIST_TOKEN, or the examples in a simulated Telegram."`
	Bots    botsCmd    `cmd:"" help:"Add bots, publish, pause and remove them, also while the server runs."`
	Users   usersCmd   `cmd:"" help:"List who uses the editor; let in who has lost the password, and turn accounts off."`
	Keys    keysCmd    `cmd:"" help:"List and rotate the keys that seal tokens and secrets, also while the server runs."`
	Doctor  doctorCmd  `cmd:"" help:"Look at the database, the bots, the address and the machine, and say what is wrong and how to mend it."`
	Backup  backupCmd  `cmd:"" help:"Copy the database to a file, also while the server runs, and check the copy."`
	Restore restoreCmd `cmd:"" help:"Put a backup into the place of the database."`
	Export  exportCmd  `cmd:"" help:"Put bots into an archive, with their people or without."`
	Import  importCmd  `cmd:"" help:"Take bots out of an archive: on another server, or into another database."`
	Check   checkCmd   `cmd:"" help:"Say everything that is wrong with a bot's document, without running it."`
	Chat    chatCmd    `cmd:"" help:"Talk to a bot in the terminal, with a simulated Telegram."`
	Test    testCmd    `cmd:"" help:"Play the transcripts of a directory and compare what the bot says."`
	Schema  schemaCmd  `cmd:"" help:"Print the JSON Schema of the bot document or of one block type, or write them all."`
	Docs    docsCmd    `cmd:"" help:"Print the reference of the block types, or write it as Markdown."`
	Block   blockCmd   `cmd:"" help:"Make and test packages of custom blocks."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

// Options make a program of one's own. The zero value is the program as it is shipped.
type Options struct {
	// Name is what the program is called in its help and its errors; empty for scenarist.
	Name string
	// Types and Jobs come beside those that are shipped: in the palette, the forms, the checks and wherever bots run.
	Types []engine.BlockType
	Jobs  []engine.JobType
	// Examples are bots to begin with and to try, beside those that are shipped: a directory each, with bot.json, and
	// standin.json where it calls anybody. Nil for none.
	Examples fs.FS
	// Usual are the arguments where none are given, such as serve; nil prints the help.
	Usual []string
}

// Main is the whole program: it reads the arguments of the process, runs the command, and ends the process. Interruption and
// SIGTERM stop it as they should.
func Main(o Options) {
	gin.SetMode(gin.ReleaseMode) // else it prints every address; a process-wide switch, so it is thrown here only
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	env := o.env(&runEnv{Context: ctx, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv})
	own := os.Getenv("GOGC") != ""
	env.Started = func(apart bool) {
		if size := uint64(heapWithin); !own {
			if apart {
				size = heapApart
			}
			steadyHeap(size)
		}
		debug.FreeOSMemory() // a start throws away four times what stays, which the system would see as taken for minutes
		forgetStartPages()
	}
	if !own {
		debug.SetGCPercent(gcPercent)
	}
	args := os.Args[1:]
	if len(args) == 0 {
		args = o.Usual
	}
	profiled := profile(os.Stderr)
	code := run(env, args)
	profiled()
	stop()
	os.Exit(code)
}

// env puts what the options say into the surroundings of a command.
func (o *Options) env(e *runEnv) *runEnv {
	e.Name, e.More, e.Examples = o.Name, engine.Overlay{Types: o.Types, Jobs: o.Jobs}, o.Examples
	return e
}

// run parses the arguments, runs the command and gives the exit code.
func run(env *runEnv, args []string) int {
	if env.Registry == nil {
		env.Registry = engine.NewRegistry()
		err := errors.Join(blocks.Register(env.Registry), env.Registry.Add(env.More.Types...), env.Registry.AddJob(env.More.Jobs...))
		if err != nil {
			fmt.Fprintln(env.Stderr, env.name()+":", err)
			return exitProblem
		}
	}
	cmd, err := parse(env, args)
	if err == nil && cmd != nil {
		err = cmd.Run(env)
	}
	return exitCode(env, err)
}

// runnable is a command of cli.
type runnable interface{ Run(env *runEnv) error }

// parse fills in the command that the arguments name, nil where help was all that was asked for. What the parser knows of all commands
// is forgotten with it: a server would have half a megabyte of that for months, and its collector would look through it every time.
func parse(env *runEnv, args []string) (runnable, error) {
	var c cli
	exited := false
	parser, err := kong.New(&c,
		kong.Name(env.name()),
		kong.Description("Telegram bots that you draw instead of program.\n\nTry:\n  scenarist serve\n  scenarist chat examples/coffee/bot.json\n  scenarist check my-bot.json\n\nA command's own help: scenarist COMMAND --help"),
		kong.Writers(env.Stdout, env.Stderr),
		kong.Exit(func(int) { exited = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.UsageOnError(),
	)
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	ctx, err := parser.Parse(args)
	if exited { // --help was printed, whatever is missing besides
		return nil, nil //nolint:nilnil // nothing is to be done
	}
	if err != nil {
		return nil, err
	}
	cmd, ok := reflect.TypeAssert[runnable](ctx.Selected().Target.Addr())
	if !ok {
		return nil, fmt.Errorf("%s is no command", ctx.Command())
	}
	return cmd, nil
}

// exitCode prints what a command came to and gives its exit code.
func exitCode(env *runEnv, err error) int {
	var usage *usageError
	var parse *kong.ParseError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errProblem):
		return exitProblem
	case errors.As(err, &usage):
		fmt.Fprintln(env.Stderr, env.name()+":", usage.message)
		return exitUsage
	case errors.As(err, &parse):
		fmt.Fprintf(env.Stderr, "%[1]s: %[2]v\nSee: %[1]s --help\n", env.name(), err)
		return exitUsage
	default:
		fmt.Fprintln(env.Stderr, env.name()+":", err)
		return exitProblem
	}
}

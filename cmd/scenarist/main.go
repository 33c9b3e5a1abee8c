package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
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

// gcPercent lets the heap grow further than usual between collections. A server holds little and throws much away: 150 takes a
// twentieth off its processor time and adds 5 MB; 200 takes off another twentieth part of that time for 8 MB more.
const gcPercent = 150

func main() {
	gin.SetMode(gin.ReleaseMode) // else it prints every address; a process-wide switch, so it is thrown here only
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	env := &runEnv{Context: ctx, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	profiled := profile(os.Stderr)
	code := run(env, os.Args[1:])
	profiled()
	stop()
	os.Exit(code)
}

// run parses the arguments, runs the command and gives the exit code.
func run(env *runEnv, args []string) int {
	if env.Registry == nil {
		env.Registry = engine.NewRegistry()
		if err := blocks.Register(env.Registry); err != nil {
			fmt.Fprintln(env.Stderr, "scenarist:", err)
			return exitProblem
		}
	}
	var c cli
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("scenarist"),
		kong.Description("Telegram bots that you draw instead of program.\n\nTry:\n  scenarist serve\n  scenarist chat examples/coffee/bot.json\n  scenarist check my-bot.json\n\nA command's own help: scenarist COMMAND --help"),
		kong.Writers(env.Stdout, env.Stderr),
		kong.Exit(func(code int) { exited = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.UsageOnError(),
	)
	if err != nil {
		fmt.Fprintln(env.Stderr, "scenarist:", err)
		return exitProblem
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	ctx, err := parser.Parse(args)
	if exited >= 0 { // --help was printed
		return exited
	}
	if err == nil {
		err = ctx.Run(env)
	}
	return exitCode(env, err)
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
		fmt.Fprintln(env.Stderr, "scenarist:", usage.message)
		return exitUsage
	case errors.As(err, &parse):
		fmt.Fprintf(env.Stderr, "scenarist: %v\nSee: scenarist --help\n", err)
		return exitUsage
	default:
		fmt.Fprintln(env.Stderr, "scenarist:", err)
		return exitProblem
	}
}

package program

import (
	"cmp"
	"context"
	"fmt"
)

// examples are the steps that serve the bots that were added, and the page on which the examples can be tried.
func (s *server) examples() []step {
	return []step{
		s.openStore,
		s.connect,
		s.openExamples,
		s.openEditor,
		s.watch,
		s.startHost,
		s.startFleet,
		s.serveWeb,
		s.openAdmin,
		s.receive,
		s.welcome,
	}
}

// openExamples lets the examples be tried, unless the whole world reaches this server: the page has no log-in.
func (s *server) openExamples(ctx context.Context) error {
	if s.s.PublicURL != "" {
		return nil
	}
	shipped, err := shippedExamples(s.env.bots(), s.env.Registry)
	if err != nil {
		return err
	}
	return s.openTrials(ctx, shipped)
}

func (s *server) welcome(context.Context) error {
	if s.trials == nil {
		s.say("Add a bot with: scenarist bots add --help\nStop with Ctrl+C.")
		return nil
	}
	command := cmp.Or(s.env.Name, "scenarist")
	run := command + " serve"
	if s.env.Name == "" && exists("cmd/scenarist") { // in a checkout, where nothing needs to be installed
		command, run = "go run ./cmd/scenarist", "make run"
	}
	s.say("\nScenarist is running, with the example bots in a simulated Telegram:")
	for _, e := range s.trials.List() {
		s.say("  %-12s %s", e.Name, e.Title)
	}
	fmt.Fprintf(s.env.Stdout, `
Open   http://%[1]s        for the editor
       http://%[1]s/try/   to talk to the examples, without an account. What is said there is kept, also over a restart.

What next:
  in the terminal    %[2]s chat examples/coffee/bot.json
  a bot of your own  copy an example, change it, then: %[2]s check my-bot.json
  for real           get a token from @BotFather, then:
                     SCENARIST_TOKEN=… SCENARIST_BOT=my-bot.json %[3]s
  many bots          add each while this runs: %[2]s bots add --help
Stop with Ctrl+C.
`, fromHere(s.listener.Addr().String()), command, run)
	return nil
}

package main

import (
	"context"
	"fmt"
)

// examples are the steps that serve the page on which the examples can be tried.
func (s *server) examples() []step {
	return []step{
		s.openStore,
		func(ctx context.Context) error {
			shipped, err := shippedExamples(s.env.Registry)
			if err != nil {
				return err
			}
			return s.openTrials(ctx, shipped)
		},
		func(ctx context.Context) error {
			return s.board.Start(context.WithoutCancel(ctx), nil) // stop ends it, in order
		},
		func(context.Context) error {
			s.web = startWeb(s.listener, s.mux(), s.log)
			s.welcome()
			return nil
		},
	}
}

func (s *server) welcome() {
	s.say("\nScenarist is running, with the example bots in a simulated Telegram:")
	for _, e := range s.trials.List() {
		s.say("  %-12s %s", e.Name, e.Title)
	}
	fmt.Fprintf(s.env.Stdout, `
Open   http://%s   and talk to them. What is said there is kept, also over a restart.

What next:
  in the terminal    go run ./cmd/scenarist chat examples/coffee/bot.json
  a bot of your own  copy an example, change it, then: go run ./cmd/scenarist check my-bot.json
  for real           get a token from @BotFather, then:
                     SCENARIST_TOKEN=… SCENARIST_BOT=my-bot.json make run
Stop with Ctrl+C.
`, s.listener.Addr())
}

// Command standin is a Telegram of one's own: the Bot API on loopback with pretend people behind it, moved by plain
// requests. The tests of the page in a browser publish their bots to it; so can anybody who wants to see a bot live without
// a token of Telegram's.
//
//	go run ./cmd/standin                       prints its address
//	SCENARIST_API_URL=ADDRESS make run         a Scenarist that takes it for Telegram
//	curl ADDRESS/control/bots -d '{"token": "4242:secret", "username": "coffee_bot", "name": "Coffee"}'
//	curl ADDRESS/control/say -d '{"token": "4242:secret", "person": "Anna", "text": "/start"}'
//	curl "ADDRESS/control/screen?token=4242:secret&person=Anna"
//
// What people are and do is gone when it ends.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/scenarist/scenarist/cmd/internal/served"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

func main() { served.Main("standin", run) }

// readHeaderTimeout is for clients that open a connection and say nothing.
const readHeaderTimeout = 10 * time.Second

// run serves until the context ends.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("standin", flag.ContinueOnError)
	address := flags.String("listen", "127.0.0.1:0", "address to listen on; anybody who reaches it moves the people")
	if err := flags.Parse(args); err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", *address)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	telegram := botapi.New(botapi.Options{})
	server := &http.Server{Handler: newControl(telegram), ReadHeaderTimeout: readHeaderTimeout}
	fmt.Fprintf(out, "Listening on http://%s\n", l.Addr())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
		telegram.Close()
		return server.Close()
	}
}

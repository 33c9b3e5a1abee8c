// Remoteblock-go is a service with two block types, written in Go: acme/feedback, which talks with the user, and acme/picture,
// whose work goes on after the call. Run it with
//
//	SCENARIST_SECRET=… go run ./examples/remoteblock-go -listen 127.0.0.1:8090
//
// and install the blocks by their addresses, http://127.0.0.1:8090/feedback and /picture. The secret is shown when a block is
// installed; while it is being replaced, the variable holds the new one and the old one with a comma between them.
//
// The protocol is described in engine/custom/remote, from which only the check of the signature is taken.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8090", "address to listen at")
	flag.Parse()
	if err := serve(*listen, os.Getenv("SCENARIST_SECRET")); err != nil {
		fmt.Fprintln(os.Stderr, "remoteblock-go:", err)
		os.Exit(1)
	}
}

func serve(listen, secret string) error {
	if secret == "" {
		return errors.New("SCENARIST_SECRET is empty: it holds the secret that the blocks were installed with")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return err
	}
	fmt.Printf("listening at http://%s\n", l.Addr())
	b := newBlocks(strings.Split(secret, ","))
	s := &http.Server{Handler: b, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		_ = s.Shutdown(context.WithoutCancel(ctx)) // what is under way may end
	}()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	b.wait()
	return nil
}

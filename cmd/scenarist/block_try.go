package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/scenarist/scenarist/engine/custom/remote"
	"github.com/scenarist/scenarist/engine/host"
)

// blockTryCmd is `scenarist block test`.
type blockTryCmd struct {
	Service string `arg:"" help:"Address of the service, such as http://127.0.0.1:8090/weather: what stands before /manifest and /execute."`
	Secret  string `env:"SCENARIST_BLOCK_SECRET" required:"" help:"The secret that the service has, with which calls are signed."`
	Listen  string `default:"127.0.0.1:0" placeholder:"HOST:PORT" help:"Where to take what the service posts to callback addresses."`
	JSON    bool   `name:"json" help:"Print the findings as JSON, for scripts."`
}

// Help gives examples.
func (c *blockTryCmd) Help() string {
	return `Tries whether a service keeps to the protocol of remote blocks: it reads the manifest, sends calls that must be refused, and
plays every example of the manifest, with repeats, waits and callbacks. Nothing needs to be installed. Exit code 0: it does. 1: not.

Examples:
  SCENARIST_BLOCK_SECRET=s3cret scenarist block test http://127.0.0.1:8090/weather
  scenarist block test --json https://blocks.example.com/weather | jq '.[] | select(.problem)'`
}

// requestTime bounds one request of a trial.
const requestTime = time.Minute

// Run tries the service.
func (c *blockTryCmd) Run(env *runEnv) error {
	base, err := remote.Address(c.Service)
	if err != nil {
		return &usageError{err.Error()}
	}
	l, err := (&net.ListenConfig{}).Listen(env.Context, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen for callbacks: %w", err)
	}
	callbacks := remote.NewCallbacks("http://" + l.Addr().String())
	s := &http.Server{Handler: callbacks, ReadHeaderTimeout: requestTime}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	findings := remote.Conform(env.Context, remote.Trial{
		Base: base, Secret: c.Secret, HTTP: &http.Client{Timeout: requestTime}, Clock: host.SystemClock{}, Run: rand.Text(), Callbacks: callbacks,
	})
	if err := errors.Join(s.Close(), <-served); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("take callbacks: %w", err)
	}
	if err := env.Context.Err(); err != nil {
		return fmt.Errorf("try %s: %w", base, err)
	}
	return c.print(env, findings)
}

// print says what was found.
func (c *blockTryCmd) print(env *runEnv, findings []remote.Finding) error {
	bad := 0
	for _, f := range findings {
		if f.Problem != "" {
			bad++
		}
	}
	if c.JSON {
		e := json.NewEncoder(env.Stdout)
		e.SetIndent("", "  ")
		if err := e.Encode(findings); err != nil {
			return fmt.Errorf("print the findings: %w", err)
		}
	} else {
		for _, f := range findings {
			if f.Problem == "" {
				fmt.Fprintln(env.Stdout, "ok  ", f.Check)
			} else {
				fmt.Fprintf(env.Stdout, "FAIL %s\n     %s\n", f.Check, f.Problem)
			}
		}
		fmt.Fprintf(env.Stdout, "%d checks, %d of them failed\n", len(findings), bad)
	}
	if bad > 0 {
		return errProblem
	}
	return nil
}

package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// serveCmd is `scenarist serve`.
type serveCmd struct {
	config
}

// Help gives examples.
func (c *serveCmd) Help() string {
	return `Without a token the example bots run in a simulated Telegram, on a page in the browser: nothing to sign up for.
What people say there is kept in the data directory.
Bots that were added with "scenarist bots add" are served for real, and followed when they are changed there: by polling, or
by webhooks if SCENARIST_PUBLIC_URL is set. With SCENARIST_TOKEN and SCENARIST_BOT that bot is served, too, without having
been added, which is how a script or a container starts one. Secrets that the document names are read from SCENARIST_SECRET_<NAME> and kept encrypted.

Examples:
  scenarist serve
  SCENARIST_TOKEN=123456789:AAF… SCENARIST_BOT=examples/coffee/bot.json scenarist serve
  SCENARIST_API_URL=http://127.0.0.1:8081 … scenarist serve      a Bot API server of your own
  SCENARIST_DATABASE=postgres://bots:password@db/bots … scenarist serve      PostgreSQL instead of a SQLite file

Exit codes: 0 stopped as asked, 1 could not start or the document has errors, 2 a wrong value in the configuration.`
}

// Times of the web server and of stopping.
const (
	readHeaderTimeout = 10 * time.Second
	idleTimeout       = 3 * time.Minute // balancers keep connections for two
	stopTimeout       = 30 * time.Second
)

// Run serves until the context ends.
func (c *serveCmd) Run(env *runEnv) error {
	s, err := c.settle()
	if err != nil {
		return err
	}
	log := newLog(env.Stderr, s)
	listener, err := listen(env.Context, env.Machine.Listen, "SCENARIST_LISTEN", s.Listen)
	if err != nil {
		return err
	}
	defer listener.Close() //nolint:errcheck // the web server has closed it by then, unless it never came to be
	srv := &server{env: env, s: s, log: log, listener: listener}
	if s.Token == "" {
		return srv.run(srv.examples())
	}
	steps, err := srv.realBot()
	if err != nil {
		return err
	}
	return srv.run(steps)
}

func newLog(w io.Writer, s *settings) *slog.Logger {
	o := &slog.HandlerOptions{Level: s.level}
	if s.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// listen takes the address of the variable, in words that say what to do if somebody else has it.
func listen(ctx context.Context, how func(context.Context, string) (net.Listener, error), variable, addr string) (net.Listener, error) {
	if how == nil {
		how = func(ctx context.Context, addr string) (net.Listener, error) {
			return new(net.ListenConfig).Listen(ctx, "tcp", addr)
		}
	}
	l, err := how(ctx, addr)
	if err == nil {
		return l, nil
	}
	if inUse(err) {
		return nil, fmt.Errorf("%s: another program listens on %s already; stop it, or take another address such as %s 127.0.0.1:8090", variable, addr, flagOf(variable))
	}
	return nil, fmt.Errorf("%s: cannot listen on %s: %w", variable, addr, err)
}

// web is a running web server.
type web struct {
	server *http.Server
	failed chan error
}

func startWeb(l net.Listener, h http.Handler, log *slog.Logger) *web {
	w := &web{
		server: &http.Server{
			Handler: h, ReadHeaderTimeout: readHeaderTimeout, IdleTimeout: idleTimeout,
			ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		},
		failed: make(chan error, 1),
	}
	go func() {
		if err := w.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			w.failed <- err
		}
	}()
	return w
}

// stop lets the requests under way come to their end.
func (w *web) stop(ctx context.Context) error {
	if err := w.server.Shutdown(ctx); err != nil {
		return errors.Join(fmt.Errorf("stop the web server: %w", err), w.server.Close())
	}
	return nil
}

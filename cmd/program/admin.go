package program

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

// jobsPath is where River's page is.
const jobsPath = "/jobs"

// openAdmin serves the pages of whoever runs the server, on a listener of their own: what the world reaches never shows them.
func (s *server) openAdmin(ctx context.Context) error {
	if s.s.AdminListen == "" {
		return nil
	}
	l, err := listen(ctx, s.env.Machine.Listen, "SCENARIST_ADMIN_LISTEN", s.s.AdminListen)
	if err != nil {
		return err
	}
	s.metrics.Follow(s.host.Stats)
	mux, err := s.adminMux(ctx, s.adminLogin())
	if err != nil {
		return errors.Join(err, l.Close())
	}
	s.admin = startWeb(l, mux, s.log)
	s.say("Admin     http://%s (/metrics for Prometheus, /jobs/ in a browser)", l.Addr())
	return nil
}

// adminMux has the pages: those that say something of the bots are behind the log-in, what supervisors ask is not.
func (s *server) adminMux(ctx context.Context, in login) (http.Handler, error) {
	ctx, s.endJobs = context.WithCancel(context.WithoutCancel(ctx)) // stop ends it
	jobs, err := s.db.Queue().Page(ctx, jobsPath, s.log)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	s.addProbes(mux)
	mux.Handle("GET /metrics", in(s.metrics.Handler()))
	// A page elsewhere must not have the administrator's browser cancel jobs.
	mux.Handle(jobsPath+"/", in(http.NewCrossOriginProtection().Handler(jobs)))
	mux.Handle("GET /{$}", in(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<!doctype html><title>Scenarist</title><h1>Scenarist</h1>
<p><a href="jobs/">jobs</a>: what waits, runs and failed</p><p><a href="metrics">metrics</a>: for Prometheus</p>
<p><a href="readyz">readyz</a>, <a href="healthz">healthz</a>: for supervisors</p>
`)
	})))
	return mux, nil
}

// stopAdmin ends the pages, and sends the traces that are not sent yet. It comes after everything that they tell of.
func (s *server) stopAdmin(ctx context.Context) error {
	var errs []error
	if s.admin != nil {
		errs = append(errs, s.admin.stop(ctx))
	}
	if s.endJobs != nil {
		s.endJobs()
	}
	if s.tracer != nil {
		if err := s.tracer.Close(ctx); err != nil {
			s.log.WarnContext(ctx, "the last traces could not be exported", "error", err)
		}
	}
	return errors.Join(errs...)
}

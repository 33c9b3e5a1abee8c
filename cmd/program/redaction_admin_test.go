package program

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/riverqueue/river/rivertype"
)

// admin reads what whoever runs the server sees: the metrics, and River's pages with all jobs that there are.
func (r *redaction) admin() {
	r.Helper()
	admin := r.server.adminAddress(r.T)
	page := func(where, path string) string {
		r.Helper()
		code, body := ask(r.T, admin, http.MethodGet, path, func(req *http.Request) { req.SetBasicAuth("admin", r.secrets["the admin's password"]) })
		r.seen(where, body)
		if code != http.StatusOK {
			r.Errorf("%s is %d %s", path, code, body)
		}
		return body
	}
	for _, path := range []string{"/", jobsPath + "/", jobsPath + "/api/states", jobsPath + "/api/queues", "/readyz"} {
		page("the admin's pages", path)
	}
	kinds := map[string]bool{}
	for _, state := range rivertype.JobStates() {
		var jobs struct {
			Data []struct {
				ID   json.Number `json:"id"`
				Kind string      `json:"kind"`
			} `json:"data"`
		}
		list := page("the pages of jobs", jobsPath+"/api/jobs?limit=100&state="+string(state))
		if err := json.Unmarshal([]byte(list), &jobs); err != nil {
			r.Errorf("the jobs that are %s: %v in %s", state, err, list)
		}
		for _, job := range jobs.Data {
			kinds[job.Kind] = true
			page("the pages of jobs", jobsPath+"/api/jobs/"+job.ID.String())
		}
	}
	if !kinds["job"] || !kinds["incident"] {
		r.Errorf("the pages of jobs show no calls or no alerts, but %v", kinds)
	}
	if all := page("metrics", "/metrics"); !strings.Contains(all, `scenarist_jobs_total{bot="leaky_bot",kind="http.request"`) ||
		!strings.Contains(all, `result="flooded"`) || !strings.Contains(all, `result="dead"`) ||
		!strings.Contains(all, `scenarist_dead_letters{bot="leaky_bot"} 1`) || !strings.Contains(all, `scenarist_queue_jobs{queue="`) {
		r.Errorf("the metrics do not tell of what happened:\n%s", all)
	}
	code, body := ask(r.T, admin, http.MethodGet, "/metrics", func(req *http.Request) { req.SetBasicAuth("admin", r.secrets["the admin's password"]+"x") })
	r.seen("the admin's pages", body)
	if code != http.StatusUnauthorized {
		r.Errorf("another password opens the metrics: %d", code)
	}
}

// traced gives what was exported of the run, as it came over the wire.
func (r *redaction) traced() {
	r.Helper()
	r.traces.mu.Lock()
	defer r.traces.mu.Unlock()
	var names []string
	for _, s := range r.traces.spans {
		names = append(names, s.GetName())
	}
	for _, want := range []string{"receive message", "turn", "send message", "job http.request", "job http.deliver"} {
		if !slices.Contains(names, want) {
			r.Errorf("no span %q was exported, but %v", want, slices.Compact(slices.Sorted(slices.Values(names))))
		}
	}
	r.seen("traces", string(r.traces.raw))
}

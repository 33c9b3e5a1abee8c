package storage_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

func TestPage_ShowsAndCancelsJobs(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		check(t, db.SaveBot(t.Context(), host.BotRecord{ID: bot, Key: make([]byte, 32)}))
		start(t, db, worker{})
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		h, err := db.Queue().Page(ctx, "/jobs", slog.New(slog.DiscardHandler))
		check(t, err)
		srv := httptest.NewServer(h)
		defer srv.Close()
		commit(t, db, host.Member{Key: key(1), EventKey: "a", Jobs: []host.JobItem{
			{ID: "j1", Key: key(1), Job: &engine.Job{Kind: "http.request", Delay: time.Hour}},
		}})

		if code, body := ask(t, http.MethodGet, srv.URL+"/jobs/"); code != http.StatusOK || !strings.Contains(body, "/jobs/assets/") {
			t.Errorf("the page is %d %s", code, body)
		}
		var list struct {
			Data []struct {
				ID    json.Number `json:"id"`
				Kind  string      `json:"kind"`
				State string      `json:"state"`
			} `json:"data"`
		}
		code, body := ask(t, http.MethodGet, srv.URL+"/jobs/api/jobs?state=scheduled")
		if err := json.Unmarshal([]byte(body), &list); err != nil || code != http.StatusOK || len(list.Data) != 1 || list.Data[0].Kind != "job" {
			t.Fatalf("the scheduled jobs are %d %s (%v)", code, body, err)
		}
		if code, body := ask(t, http.MethodGet, srv.URL+"/jobs/api/states"); code != http.StatusOK || !strings.Contains(body, `"scheduled"`) {
			t.Errorf("the states are %d %s", code, body)
		}
		if code, body := ask(t, http.MethodPost, srv.URL+"/jobs/api/jobs/cancel", `{"ids":["`+list.Data[0].ID.String()+`"]}`); code != http.StatusOK {
			t.Errorf("cancelling is %d %s", code, body)
		}
		if _, body := ask(t, http.MethodGet, srv.URL+"/jobs/api/jobs?state=cancelled"); !strings.Contains(body, `"job"`) {
			t.Errorf("the cancelled jobs are %s", body)
		}
	})
}

// ask calls an address and gives status and body.
func ask(t *testing.T, method, url string, body ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(strings.Join(body, "")))
	check(t, err)
	res, err := http.DefaultClient.Do(req)
	check(t, err)
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	check(t, err)
	return res.StatusCode, string(data)
}

func TestUsage_AndPing(t *testing.T) {
	t.Parallel()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		db, err := storage.Open(t.Context(), o)
		check(t, err)
		check(t, db.SaveBot(t.Context(), host.BotRecord{ID: bot, Key: make([]byte, 32)}))
		check(t, db.Ping(t.Context()))
		switch u := db.Usage(); {
		case o.URL == "":
			if u.Postgres != nil || u.SQLite == nil || u.SQLite.FileBytes+u.SQLite.WALBytes == 0 {
				t.Errorf("usage is %+v", u)
			}
		case u.SQLite != nil || u.Postgres == nil || u.Postgres.Max != 20 || u.Postgres.Busy+u.Postgres.Idle == 0:
			t.Errorf("usage is %+v", u)
		}
		check(t, db.Close())
		if err := db.Ping(t.Context()); err == nil {
			t.Error("a closed database answers")
		}
	})
}

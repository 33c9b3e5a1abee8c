package editor_test

import (
	"log/slog"
	"net/http"
	"testing"
	"testing/fstest"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/editor/account"
)

// The log has the address of whoever asks: that which a proxy passes on if it is one of ours, and the caller's own if it is not.
func TestProxies_AreBelievedIfTheyAreOurs(t *testing.T) {
	t.Parallel()
	const caller = "192.0.2.1" // of requests that httptest makes
	for name, c := range map[string]struct {
		proxies []string
		want    string
	}{
		"network of the balancer": {[]string{"192.0.2.0/24"}, "203.0.113.9"},
		"another network":         {[]string{"198.51.100.0/24"}, caller},
		"none":                    {nil, caller},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			var err error
			o.http, err = editor.New(editor.Options{
				Log: slog.New(slog.DiscardHandler), Registry: registry(t), Accounts: o.accounts, Callers: o.accounts, Answers: o.db,
				Places: homes{}, Page: fstest.MapFS{"index.html": {Data: []byte("page")}}, Proxies: c.proxies,
			})
			if err != nil {
				t.Fatal(err)
			}
			secret, err := o.accounts.SetupLink(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			b := o.browser()
			b.header = http.Header{"X-Forwarded-For": {"203.0.113.9"}}
			b.do(t, "POST", "/setup", `{"token": "`+secret+`", "name": "Ann", "email": "ann@example.com", "password": "`+annPassword+`", "language": "en"}`, 200, annSession)
			log, err := o.db.Entries(t.Context(), account.EntryFilter{Workspace: "main", Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			if len(log) != 1 || log[0].Address != c.want {
				t.Errorf("the log has %+v, want one entry from %s", log, c.want)
			}
		})
	}
}

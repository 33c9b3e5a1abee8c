package program

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/metrics"
	"github.com/scenarist/scenarist/storage"
	"github.com/scenarist/scenarist/storage/storagetest"
)

// everything is what can be on the page, of either database.
func everything(t *testing.T) *prometheus.Registry {
	t.Helper()
	m := metrics.New(metrics.Options{Version: "v1"})
	b := &host.BotRecord{ID: 42}
	m.Turn(host.TurnSeen{Bot: b, Kind: engine.MessageReceived, End: host.TurnCommitted, Group: &host.GroupSeen{}})
	m.Group(host.GroupSeen{})
	m.Send(host.SendSeen{Bot: b, End: host.TrySent, Try: 1})
	m.Job(host.JobSeen{Bot: b, Item: &host.JobItem{}, End: host.JobEnded})
	m.OverQuota(b, host.QuotaTurns, false)
	m.Follow(func() host.Stats { return host.Stats{} })
	for _, o := range []storage.Options{{Path: filepath.Join(t.TempDir(), "a.db")}, {URL: storagetest.Postgres(t)}} {
		o.Key, o.Log = make([]byte, 32), newLog(newNotes(), &settings{})
		db, err := storage.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		m.Registry().MustRegister(databaseGauges{db})
	}
	return m.Registry()
}

func TestMetrics_AlertsAndBoardsNameWhatThereIs(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	families, err := everything(t).Gather()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, f := range families {
		known[f.GetName()] = true
	}
	known["scenarist_queue_jobs"], known["scenarist_dead_letters"] = true, true // nothing waits here; the redaction run has some
	named := regexp.MustCompile(`scenarist_[a-z_]*[a-z]`)
	for _, file := range []string{"alerts.yml", "README.md"} {
		data, err := os.ReadFile(filepath.Join("../../examples/deploy/prometheus", file))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, name := range named.FindAllString(string(data), -1) {
			if name == "scenarist_password" || name == "scenarist_default" { // a file, a network
				continue
			}
			n++
			for _, part := range []string{"_bucket", "_sum", "_count"} {
				name = strings.TrimSuffix(name, part)
			}
			if !known[name] {
				t.Errorf("%s names %s, which there is not", file, name)
			}
		}
		if n < 9 {
			t.Errorf("%s names %d metrics only", file, n)
		}
	}
}

// A counter that begins with its first count has not increased, as Prometheus sees it: an alert for what may happen once must look
// for counters that are new, too.
func TestMetrics_AlertsSeeWhatHappensOnce(t *testing.T) {
	t.Parallel()
	var file struct {
		Groups []struct {
			Rules []struct{ Alert, Expr string }
		}
	}
	if err := yaml.Unmarshal([]byte(deployed(t, "prometheus/alerts.yml")), &file); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, rule := range file.Groups[0].Rules {
		for _, m := range regexp.MustCompile(`increase\((\S+)\[(\w+)\]\)`).FindAllStringSubmatch(rule.Expr, -1) {
			n++
			if begun := m[1] + " unless " + m[1] + " offset " + m[2]; !strings.Contains(rule.Expr, begun) {
				t.Errorf("%s does not look for %s", rule.Alert, begun)
			}
		}
	}
	if n < 2 {
		t.Errorf("%d increases were looked at", n)
	}
}

func TestMetrics_NamesAreAsPrometheusWantsThem(t *testing.T) {
	t.Parallel()
	problems, err := testutil.GatherAndLint(everything(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}

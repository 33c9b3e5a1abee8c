package program

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// logKeys are those that log lines may have; what is not among them is either a misspelling or something new to be thought about:
// it must not tell what people wrote, who they are, or a secret.
var logKeys = []string{
	"time", "level", "msg", "error", "bot_id", "flow_id", "block_id", "block_type", "revision", "update_id", "count", "stack", "secret",
}

func TestServe_JSONLogsSayNothingOfPeople(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	tg := newStandIn(t)
	p := serveTalk(t, dataDir(t), tg, "--log-format", "json", "--log-level", "debug", "--admin-listen", "127.0.0.1:0")
	talkThrough(t, tg)
	bob := tg.NewUser(botapi.User{FirstName: "Roberta"})
	tg.SetFaults(botapi.Faults{BlockedUsers: []int64{bob.User().ID}})
	if _, err := bob.Start(testToken, ""); err != nil {
		t.Fatal(err)
	}
	p.errs.await(t, "a send was refused", p.over)
	if code := p.stop(t); code != exitOK {
		t.Errorf("ended with %d", code)
	}
	logs := p.errs.String()
	refused := false
	for line := range strings.Lines(logs) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatalf("the line %q is no JSON: %v", line, err)
		}
		if at, err := time.Parse(time.RFC3339, fields["time"].(string)); err != nil || at.IsZero() || fields["msg"] == "" {
			t.Errorf("the line %q has no time or message", line)
		}
		refused = refused || fields["msg"] == "a send was refused" && fields["bot_id"] == 4242.0 && fields["block_id"] == "name"
		for _, key := range slices.Sorted(maps.Keys(fields)) {
			if !slices.Contains(logKeys, key) {
				t.Errorf("the key %s is new: %s", key, line)
			}
		}
	}
	if !refused {
		t.Errorf("no line says which bot and block it was:\n%s", logs)
	}
	for _, secret := range []string{fmt.Sprint(bob.User().ID), "Roberta", testToken, "standin", "Ann", "likes", "open sesame", testKey} {
		if strings.Contains(logs, secret) {
			t.Errorf("the log has %q:\n%s", secret, logs)
		}
	}
}

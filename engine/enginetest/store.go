package enginetest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// TestStore checks a store against the whole contract of host.Store. Open gives a fresh, empty store each time it is
// called and closes it with the test; the stores of several tests are used at the same time.
func TestStore(t *testing.T, open func(t *testing.T) host.Store) {
	t.Helper()
	groups := []struct {
		name  string
		tests map[string]func(t bundle)
	}{
		{"Sessions", sessionTests},
		{"Scopes", scopeTests},
		{"Outbox", outboxTests},
		{"Orders", orderTests},
		{"Records", recordTests},
		{"Refreshes", refreshTests},
		{"KeptFiles", keptFileTests},
		{"Bots", botTests},
	}
	for _, g := range groups {
		t.Run(g.name, func(t *testing.T) {
			t.Parallel()
			for name, test := range g.tests {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					test(bundle{t, open(t)})
				})
			}
		})
	}
}

// bundle is one test with a store of its own.
type bundle struct {
	*testing.T
	host.Store
}

const storeBot = 7001

// moment is finer than a microsecond nowhere, as the contract wants times to be.
var moment = time.Date(2026, 3, 29, 1, 30, 0, 123456000, time.UTC)

func sessionKey(user int64) engine.SessionKey {
	return engine.SessionKey{BotID: storeBot, ChatID: user, UserID: user}
}

// commit stores members that must all be committed.
func commit(t bundle, members ...host.Member) {
	t.Helper()
	want := make([]host.VerdictState, len(members))
	if got := verdicts(t, members...); !reflect.DeepEqual(got, want) {
		t.Fatalf("verdicts are %v, want all committed", got)
	}
}

// verdicts stores members and gives the states of the verdicts. A rejected member must say why, the others must not.
func verdicts(t bundle, members ...host.Member) []host.VerdictState {
	t.Helper()
	vs, err := t.Commit(t.Context(), members)
	if err != nil {
		t.Fatalf("commit: %v", err)
	}
	if len(vs) != len(members) {
		t.Fatalf("commit gave %d verdicts for %d members", len(vs), len(members))
	}
	out := make([]host.VerdictState, len(vs))
	for i, v := range vs {
		out[i] = v.State
		if (v.Err != nil) != (v.State == host.VerdictRejected) {
			t.Errorf("verdict %d is %v with error %v", i, v.State, v.Err)
		}
	}
	return out
}

// wantVerdicts compares the verdicts of one commit.
func wantVerdicts(t bundle, members []host.Member, want ...host.VerdictState) {
	t.Helper()
	if got := verdicts(t, members...); !reflect.DeepEqual(got, want) {
		t.Fatalf("verdicts are %v, want %v", got, want)
	}
}

// wantLoaded compares all that is loaded for a session; nil and empty values are the same.
func wantLoaded(t bundle, key engine.SessionKey, want host.Loaded) {
	t.Helper()
	got, err := t.Load(t.Context(), key)
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	if got, want := plainLoaded(got), plainLoaded(want); !reflect.DeepEqual(got, want) {
		t.Fatalf("loaded\n%+v\nwant\n%+v", got, want)
	}
}

type loaded struct {
	session   string
	missing   bool
	version   int64
	user      engine.Values
	chat      engine.Values
	roles     []string
	reachable bool
}

func plainLoaded(l host.Loaded) loaded {
	out := loaded{session: string(l.Session), missing: l.Session == nil, version: l.Version, reachable: l.Reachable}
	if len(l.User) > 0 {
		out.user = l.User
	}
	if len(l.Chat) > 0 {
		out.chat = l.Chat
	}
	if len(l.Roles) > 0 {
		out.roles = l.Roles
	}
	return out
}

func wantHandled(t bundle, botID, updateID int64, want bool) {
	t.Helper()
	got, err := t.Handled(t.Context(), botID, updateID)
	if err != nil {
		t.Fatalf("handled: %v", err)
	}
	if got != want {
		t.Fatalf("update %d of bot %d handled is %t, want %t", updateID, botID, got, want)
	}
}

func wantErr(tb testing.TB, err, want error) {
	tb.Helper()
	if !errors.Is(err, want) {
		tb.Fatalf("error is %v, want %v", err, want)
	}
}

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func equal[T any](tb testing.TB, what string, got, want T) {
	tb.Helper()
	if !reflect.DeepEqual(got, want) {
		tb.Fatalf("%s:\n%+v\nwant\n%+v", what, got, want)
	}
}

package storage_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/editor/testchat"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/storage"
)

var midday = time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC)

func user(name string) *account.User {
	return &account.User{ID: "u" + name, Email: name + "@example.com", Name: strings.ToUpper(name), Language: "en", Password: "$hash", MadeAt: midday}
}

func hash(secret string) []byte { return bytes.Repeat([]byte(secret[:1]), 32) }

func login(u *account.User, secret string) *account.Login {
	return &account.Login{Hash: hash(secret), ID: "s" + secret, UserID: u.ID, Agent: "Phone", Address: "192.0.2.1", MadeAt: midday, UsedAt: midday}
}

func entry(what string) *account.Entry {
	return account.Actor{UserID: "uann", Name: "ANN", Address: "192.0.2.1"}.Entry("main", "", what, "somebody", nil, map[string]string{"x": "y"})
}

// setUp makes the first account.
func setUp(t *testing.T, db *storage.DB) *account.User {
	t.Helper()
	put, err := db.PutSetupLink(t.Context(), account.Link{Hash: hash("a"), ExpiresAt: midday.Add(time.Hour)})
	check(t, err)
	if !put {
		t.Fatal("there is an account already")
	}
	ann := user("ann")
	check(t, db.SetUp(t.Context(), hash("a"), midday, ann, "Bots", login(ann, "1"), entry("setup")))
	return ann
}

func wantLog(t *testing.T, db *storage.DB, want ...string) {
	t.Helper()
	all, err := db.Entries(t.Context(), account.EntryFilter{Workspace: "main", Limit: 100})
	check(t, err)
	var got []string
	for _, e := range slices.Backward(all) {
		got = append(got, e.What)
	}
	if !slices.Equal(got, want) {
		t.Errorf("the log has %v, want %v", got, want)
	}
}

func TestAccounts_TheFirstOneIsMadeOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		ctx := t.Context()
		ann := setUp(t, db)
		wantErr(t, db.SetUp(ctx, hash("a"), midday, user("bob"), "Bots", login(user("bob"), "2"), nil), engine.ErrNotFound)
		put, err := db.PutSetupLink(ctx, account.Link{Hash: hash("b"), ExpiresAt: midday.Add(time.Hour)})
		check(t, err)
		if put {
			t.Error("there is a link though there is an account")
		}
		got, err := db.AccountOf(ctx, "ann@example.com")
		check(t, err)
		if !reflect.DeepEqual(got, ann) {
			t.Errorf("read %+v, stored %+v", got, ann)
		}
		l, u, grants, err := db.Login(ctx, hash("1"))
		check(t, err)
		if !reflect.DeepEqual(l, login(ann, "1")) || u.ID != ann.ID || !slices.Equal(grants, []access.Grant{{Workspace: "main", Role: access.Owner}}) {
			t.Errorf("read %+v, %+v, %+v", l, u, grants)
		}
		_, err = db.Account(ctx, "nobody")
		wantErr(t, err, engine.ErrNotFound)
		_, _, _, err = db.Login(ctx, hash("9"))
		wantErr(t, err, engine.ErrNotFound)
		wantLog(t, db, "setup")
	})
}

// The links of the last starts work until one of them is used; those before them, and those whose time is over, do not.
func TestAccounts_TheLastSetupLinksCount(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		for i, link := range "abcdefghi" { // one more than are kept
			put, err := db.PutSetupLink(t.Context(), account.Link{Hash: hash(string(link)), ExpiresAt: midday.Add(time.Duration(i+1) * time.Hour)})
			check(t, err)
			if !put {
				t.Fatal("there is an account already")
			}
		}
		try := func(link string, at time.Time) error {
			return db.SetUp(t.Context(), hash(link), at, user("ann"), "Bots", login(user("ann"), "1"), nil)
		}
		wantErr(t, try("a", midday), engine.ErrNotFound)
		wantErr(t, try("b", midday.Add(2*time.Hour)), engine.ErrNotFound)
		check(t, try("b", midday))
		wantErr(t, try("i", midday), engine.ErrNotFound)
	})
}

// Whoever is quicker with a link of the first account gets it, and nobody else.
func TestAccounts_TheFirstOneIsMadeByOne(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		links := []string{"a", "b"} // of two processes
		for _, link := range links {
			_, err := db.PutSetupLink(t.Context(), account.Link{Hash: hash(link), ExpiresAt: midday.Add(time.Hour)})
			check(t, err)
		}
		var all sync.WaitGroup
		var made atomic.Int32
		for i := range 4 {
			all.Go(func() {
				u := user(fmt.Sprint("user", i))
				switch err := db.SetUp(t.Context(), hash(links[i%2]), midday, u, "Bots", login(u, fmt.Sprint(i)), nil); {
				case err == nil:
					made.Add(1)
				case !errors.Is(err, engine.ErrNotFound):
					t.Error(err)
				}
			})
		}
		all.Wait()
		n, err := db.Accounts(t.Context())
		check(t, err)
		if made.Load() != 1 || n != 1 {
			t.Errorf("%d were told that they made it, there are %d", made.Load(), n)
		}
	})
}

func TestAccounts_AreChangedWithTheirLogins(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		ctx := t.Context()
		ann := setUp(t, db)
		check(t, db.AddLogin(ctx, login(ann, "2"), nil))
		check(t, db.AddLogin(ctx, login(ann, "3"), nil))
		want := *ann
		want.TOTP, want.TOTPNew, want.Step, want.Recovery, want.Disabled = "SECRET", "NEWSECRET", 7, [][]byte{hash("r"), hash("q")}, midday
		check(t, db.ChangeAccount(ctx, ann.ID, func(u *account.User) (account.Change, error) {
			*u = want
			return account.Change{EndLogins: true, Except: "s2", Entry: entry("change")}, nil
		}))
		got, err := db.Account(ctx, ann.ID)
		check(t, err)
		if !reflect.DeepEqual(got, &want) {
			t.Errorf("read %+v, stored %+v", got, &want)
		}
		list, err := db.ListLogins(ctx, ann.ID)
		check(t, err)
		if len(list) != 1 || list[0].ID != "s2" {
			t.Errorf("there still are %+v", list)
		}
		refused := fmt.Errorf("no")
		wantErr(t, db.ChangeAccount(ctx, ann.ID, func(u *account.User) (account.Change, error) {
			u.Name = "Eve"
			return account.Change{EndLogins: true, Entry: entry("no")}, refused
		}), refused)
		if got, err = db.Account(ctx, ann.ID); err != nil || got.Name != want.Name {
			t.Errorf("a refused change was stored: %+v, %v", got, err)
		}
		wantErr(t, db.ChangeAccount(ctx, "nobody", nil), engine.ErrNotFound)
		wantLog(t, db, "setup", "change")

		// What is secret is sealed where it belongs, and counted with the key that seals it.
		for _, column := range []string{"totp", "totp_new"} {
			wantCount(t, db.Count, "accounts WHERE "+column+" IS NOT NULL", 1)
		}
		keys, err := db.DataKeys(ctx)
		check(t, err)
		if len(keys) != 1 || keys[0].BotID != 0 || keys[0].Values != 2 {
			t.Errorf("keys: %+v", keys)
		}
		check(t, db.Exec(ctx, "UPDATE accounts SET totp_new = totp"))
		if _, err := db.Account(ctx, ann.ID); err == nil {
			t.Error("a secret can be read where it was copied to")
		}
	})
}

func TestLogins_EndAndAreForgotten(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		ctx := t.Context()
		ann := setUp(t, db)
		check(t, db.AddLogin(ctx, login(ann, "2"), nil))
		check(t, db.TouchLogin(ctx, hash("2"), midday.Add(time.Hour)))
		wantErr(t, db.EndLogin(ctx, "ubob", "s1", entry("no")), engine.ErrNotFound)
		check(t, db.PurgeLogins(ctx, midday, midday.Add(time.Minute), midday.Add(2*time.Hour)))
		list, err := db.ListLogins(ctx, ann.ID)
		check(t, err)
		if len(list) != 1 || list[0].ID != "s2" || !list[0].UsedAt.Equal(midday.Add(time.Hour)) {
			t.Errorf("there are %+v", list)
		}
		check(t, db.EndLogin(ctx, ann.ID, "s2", entry("login.end")))
		_, _, _, err = db.Login(ctx, hash("2"))
		wantErr(t, err, engine.ErrNotFound)
		wantLog(t, db, "setup", "login.end")
	})
}

func TestLinks_SetAPasswordOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		ctx := t.Context()
		ann := setUp(t, db)
		put := func(secret string) {
			t.Helper()
			check(t, db.PutResetLink(ctx, account.Link{Hash: hash(secret), UserID: ann.ID, ExpiresAt: midday.Add(time.Hour)}, nil))
		}
		put("x")
		put("y") // takes the place of x
		_, err := db.ResetLink(ctx, hash("x"), midday)
		wantErr(t, err, engine.ErrNotFound)
		_, err = db.ResetLink(ctx, hash("y"), midday.Add(time.Hour))
		wantErr(t, err, engine.ErrNotFound)
		got, err := db.ResetLink(ctx, hash("y"), midday)
		check(t, err)
		if got.ID != ann.ID {
			t.Errorf("it is of %+v", got)
		}
		change := func(u *account.User) (*account.Entry, error) {
			u.Password = "$new"
			return entry("reset"), nil
		}
		check(t, db.Reset(ctx, hash("y"), midday, change, login(ann, "5")))
		wantErr(t, db.Reset(ctx, hash("y"), midday, change, login(ann, "6")), engine.ErrNotFound)
		list, err := db.ListLogins(ctx, ann.ID)
		check(t, err)
		if len(list) != 1 || list[0].ID != "s5" {
			t.Errorf("logged in are %+v", list)
		}
		wantLog(t, db, "setup", "reset")
	})
}

func TestTokens_AreKeptAndEnd(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		ctx := t.Context()
		ann := setUp(t, db)
		tok := &account.Token{
			Hash: hash("t"), ID: "t1", UserID: ann.ID, Name: "CI", Prefix: "scn_abc", Scopes: []access.Permission{access.BotRead}, Bots: []string{"b1"},
			MadeAt: midday, ExpiresAt: midday.Add(time.Hour),
		}
		check(t, db.AddToken(ctx, tok, 1, entry("token.make")))
		wantErr(t, db.AddToken(ctx, &account.Token{Hash: hash("o"), ID: "t2", UserID: ann.ID, MadeAt: midday}, 1, entry("no")), engine.ErrConflict)
		check(t, db.TouchToken(ctx, tok.Hash, midday))
		tok.UsedAt = midday
		got, u, grants, err := db.Token(ctx, tok.Hash)
		check(t, err)
		if !reflect.DeepEqual(got, tok) || u.ID != ann.ID || len(grants) != 1 {
			t.Errorf("read %+v, %+v, %+v", got, u, grants)
		}
		end := func(tok *account.Token) *account.Entry { return entry("token.end " + tok.Name) }
		wantErr(t, db.EndToken(ctx, "ubob", "t1", end), engine.ErrNotFound)
		check(t, db.EndToken(ctx, ann.ID, "t1", end))
		_, _, _, err = db.Token(ctx, tok.Hash)
		wantErr(t, err, engine.ErrNotFound)
		wantLog(t, db, "setup", "token.make", "token.end CI")
	})
}

func TestWorkspaces_KeepTheirQuotasAndMembers(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		ctx := t.Context()
		check(t, db.Exec(ctx, `INSERT INTO workspaces (name, quota) VALUES ('main', '{"rate":5}'), ('billing', '{}')`))
		ann := setUp(t, db)
		furnish(t, db, bot)
		check(t, db.AddWorkspace(ctx, &account.Workspace{ID: "w2", Title: "Another", MadeAt: midday}, ann.ID, entry("workspace.make")))
		addBot(t, db.Studio(), "b1", "main", "Connected", bot) // counted once
		addBot(t, db.Studio(), "b2", "w2", "Drawn", 0)
		binned := addBot(t, db.Studio(), "b3", "w2", "In the bin", 0)
		check(t, db.Studio().ChangeBot(ctx, binned.ID, func(b *studio.Bot) error {
			b.BinnedAt = midday
			return nil
		}, &studio.Entry{}))
		list, err := db.WorkspacesOf(ctx, []string{"main", "w2", "billing", "nowhere"})
		check(t, err)
		want := []account.Workspace{{ID: "w2", Title: "Another", Members: 1, Bots: 1, MadeAt: midday}, {ID: "main", Title: "Bots", Members: 1, Bots: 1, MadeAt: midday}}
		if !reflect.DeepEqual(list, want) {
			t.Errorf("got %+v, want %+v", list, want)
		}
		check(t, db.RenameWorkspace(ctx, "main", func(title string) (string, *account.Entry, error) {
			return title + " of Ann", entry("rename " + title), nil
		}))
		wantErr(t, db.RenameWorkspace(ctx, "billing", nil), engine.ErrNotFound)
		wantCount(t, db.Count, `workspaces WHERE name = 'main' AND title = 'Bots of Ann' AND quota = '{"rate":5}'`, 1)
		wantLog(t, db, "setup", "workspace.make", "rename Bots")
	})
}

func TestMembers_ComeByInvitationAndChange(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		ctx := t.Context()
		ann := setUp(t, db)
		i := &account.Invitation{
			Hash: hash("i"), ID: "i1", Workspace: "main", Bot: "b1", Role: access.Viewer, Note: "Bob", MadeBy: "ANN", MadeAt: midday, ExpiresAt: midday.Add(time.Hour),
		}
		check(t, db.AddInvitation(ctx, i, 1, entry("invite")))
		wantErr(t, db.AddInvitation(ctx, &account.Invitation{Hash: hash("j"), Workspace: "main", MadeAt: midday}, 1, nil), engine.ErrConflict)
		got, w, err := db.Invitation(ctx, i.Hash)
		check(t, err)
		if !reflect.DeepEqual(got, i) || w.Title != "Bots" {
			t.Errorf("read %+v, %+v", got, w)
		}
		bob := user("bob")
		accept := func(u *account.User, now time.Time) error {
			return db.Accept(ctx, account.Acceptance{
				Hash: i.Hash, Now: now, UserID: u.ID, User: u, Login: login(u, "7"),
				Merge: func(i *account.Invitation, all []account.Member) ([]account.Member, *account.Entry, error) {
					return append(all, account.Member{UserID: u.ID, Bot: i.Bot, Role: i.Role, JoinedAt: now}), entry("join"), nil
				},
			})
		}
		wantErr(t, accept(bob, midday.Add(time.Hour)), engine.ErrNotFound)
		wantErr(t, accept(&account.User{ID: "ueve", Email: ann.Email, MadeAt: midday}, midday), engine.ErrConflict)
		check(t, accept(bob, midday)) // it was not used up by what failed
		wantErr(t, accept(user("carl"), midday), engine.ErrNotFound)
		_, err = db.Account(ctx, "ucarl")
		wantErr(t, err, engine.ErrNotFound)

		owner := account.Member{UserID: ann.ID, Name: "ANN", Email: ann.Email, Role: access.Owner, JoinedAt: midday}
		guest := account.Member{UserID: bob.ID, Name: "BOB", Email: bob.Email, Bot: "b1", Role: access.Viewer, JoinedAt: midday}
		whole := account.Member{UserID: bob.ID, Name: "BOB", Email: bob.Email, Role: access.Editor, JoinedAt: midday}
		members := func(want ...account.Member) {
			t.Helper()
			all, err := db.Members(ctx, "main")
			check(t, err)
			if !slices.Equal(all, want) {
				t.Errorf("got %+v, want %+v", all, want)
			}
		}
		members(owner, guest)
		check(t, db.ChangeMembers(ctx, "main", func(all []account.Member) ([]account.Member, *account.Entry, error) {
			all[1].Role = access.Analyst
			return append(all, whole), entry("more"), nil
		}))
		guest.Role = access.Analyst
		members(owner, whole, guest)
		check(t, db.ChangeMembers(ctx, "main", func(all []account.Member) ([]account.Member, *account.Entry, error) {
			return all[1:2], entry("less"), nil
		}))
		members(whole)
		wantErr(t, db.ChangeMembers(ctx, "nowhere", nil), engine.ErrNotFound)
		grants, err := db.Grants(ctx, bob.ID)
		check(t, err)
		if !slices.Equal(grants, []access.Grant{{Workspace: "main", Role: access.Editor}}) {
			t.Errorf("grants: %+v", grants)
		}
		i.Hash, i.ID = hash("k"), "i2"
		check(t, db.AddInvitation(ctx, i, 1, nil))
		list, err := db.ListInvitations(ctx, "main")
		check(t, err)
		if len(list) != 1 || !reflect.DeepEqual(&list[0], i) {
			t.Errorf("invitations: %+v", list)
		}
		end := func(i *account.Invitation) *account.Entry { return entry("end " + i.ID) }
		wantErr(t, db.EndInvitation(ctx, "w2", "i2", end), engine.ErrNotFound)
		check(t, db.EndInvitation(ctx, "main", "i2", end))
		wantLog(t, db, "setup", "invite", "join", "more", "less", "end i2")
	})
}

func TestAudit_IsOnlyEverAddedTo(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		setUp(t, db)
		for _, query := range []string{"UPDATE audit SET what = 'nothing'", "DELETE FROM audit"} {
			if err := db.Exec(t.Context(), query); err == nil || !strings.Contains(err.Error(), "the audit log is only ever added to") {
				t.Errorf("%s: %v", query, err)
			}
		}
		all, err := db.Entries(t.Context(), account.EntryFilter{Workspace: "main", Limit: 10})
		check(t, err)
		if len(all) != 1 || all[0].At.IsZero() {
			t.Fatalf("there are %+v", all)
		}
		want := *entry("setup")
		want.ID, want.At = all[0].ID, all[0].At
		if !reflect.DeepEqual(all[0], want) || !json.Valid(all[0].After) {
			t.Errorf("got %+v, want %+v", all[0], want)
		}
	})
}

func TestAnswers_AreKeptForADay(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		take := func(request string, now time.Time) *account.Answer {
			t.Helper()
			a, err := db.TakeKey(t.Context(), "u1/", "key", []byte(request), now, now.Add(-time.Minute))
			check(t, err)
			return a
		}
		keep := func(a *account.Answer) { t.Helper(); check(t, db.KeepAnswer(t.Context(), "u1/", "key", a)) }
		if a := take("x", midday); a != nil {
			t.Fatalf("new: %+v", a)
		}
		if a := take("y", midday); a == nil || a.Status != 0 || string(a.Request) != "x" {
			t.Errorf("being worked on: %+v", a)
		}
		if a := take("x", midday.Add(2*time.Minute)); a != nil {
			t.Errorf("whose process has died: %+v", a)
		}
		keep(nil)
		if a := take("x", midday); a != nil {
			t.Errorf("given back: %+v", a)
		}
		keep(&account.Answer{Status: 201, Headers: map[string]string{"ETag": "1"}, Body: []byte("hello")})
		keep(nil) // what is answered stays
		if a := take("x", midday.Add(23*time.Hour)); a == nil || a.Status != 201 || a.Headers["ETag"] != "1" || string(a.Body) != "hello" {
			t.Errorf("answered: %+v", a)
		}
		if a := take("x", midday.Add(25*time.Hour)); a != nil {
			t.Errorf("a day later: %+v", a)
		}
	})
}

// In a database from before bots had keys the one that is no bot's has the first id.
func TestAccounts_AreSealedWithTheFirstKeyToo(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		check(t, db.FirstKeyIsNobodys(t.Context()))
		ann := setUp(t, db)
		check(t, db.ChangeAccount(t.Context(), ann.ID, func(u *account.User) (account.Change, error) {
			u.TOTP = "SECRET"
			return account.Change{}, nil
		}))
		u, err := db.Account(context.WithoutCancel(t.Context()), ann.ID)
		if err != nil || u.TOTP != "SECRET" {
			t.Errorf("got %+v, %v", u, err)
		}
	})
}

// With a bot goes what lets people in to it alone.
func TestDropBot_TakesRolesAndTokensAlong(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		s, ctx := db.Studio(), t.Context()
		addBot(t, s, "b1", "w", "Shop", 0)
		addBot(t, s, "b2", "w", "Quiz", 0)
		check(t, db.AddWorkspace(ctx, &account.Workspace{ID: "w", Title: "Shops", MadeAt: noon}, "u1", nil))
		for _, b := range []string{"b1", "b2"} {
			check(t, db.Exec(ctx, "INSERT INTO members (workspace, account, bot, role, joined_at) VALUES ('w', 'u1', '"+b+"', 'viewer', 1)"))
			check(t, db.AddInvitation(ctx, &account.Invitation{Hash: []byte(b), ID: b, Workspace: "w", Bot: b, Role: access.Viewer, MadeAt: noon, ExpiresAt: noon.AddDate(1, 0, 0)}, 9, nil))
			check(t, db.AddTest(ctx, &testchat.Test{Bot: b, Name: "Greets", Transcript: []byte(`{}`), SavedAt: noon}))
		}
		for i, bots := range [][]string{nil, {"b1"}, {"b2", "b1"}, {"b2"}, {"b10"}} {
			check(t, db.AddToken(ctx, &account.Token{Hash: []byte{byte(i)}, ID: fmt.Sprint(i), UserID: "u1", Bots: bots, MadeAt: noon}, 99, nil))
		}
		check(t, s.DropBot(ctx, "b1", &studio.Entry{}))
		for _, table := range []string{"members WHERE bot <> ''", "invitations", "saved_tests", "editor_bots", "drafts"} {
			wantCount(t, db.Count, table, 1)
		}
		left, err := db.ListTokens(ctx, "u1")
		check(t, err)
		got := map[string]string{}
		for _, x := range left {
			got[x.ID] = fmt.Sprint(x.Bots)
		}
		if want := map[string]string{"0": "[]", "2": "[b2]", "3": "[b2]", "4": "[b10]"}; !maps.Equal(got, want) {
			t.Errorf("tokens are for %v, want %v", got, want)
		}
	})
}

package editor_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/editor"
)

const onlyOwner = `{"status": 409, "code": "conflict", "title": "This is the only owner. Make somebody else an owner first."}`

// tokenOf gives the secret of an invitation's link.
func tokenOf(i editor.Invitation) string {
	_, token, _ := strings.Cut(i.Link, "/#/invitation/")
	return token
}

func TestInvitations_LetInOnce(t *testing.T) {
	t.Parallel()
	o, ann := settled(t)
	i := read[editor.Invitation](t, ann, "POST", "/workspaces/main/invitations", `{"role": "editor", "note": "Bob of the shop"}`)
	if !strings.HasPrefix(i.Link, "http://example.com/#/invitation/") {
		t.Errorf("the link is %s", i.Link)
	}
	ann.do(t, "GET", "/workspaces/main/invitations", "", 200, `{"items": [{"id": "i", "role": "editor", "note": "Bob of the shop", "created_by": "Ann",
		"created_at": "2026-03-01T12:00:00Z", "expires_at": "2026-03-08T12:00:00Z"}]}`)
	bob := o.browser()
	at := "/invitations/" + tokenOf(i)
	bob.do(t, "GET", at, "", 200, `{"workspace": "My bots", "role": "editor", "needs_account": true}`)
	ann.do(t, "GET", at, "", 200, `{"workspace": "My bots", "role": "editor", "needs_account": false}`)
	bob.do(t, "POST", at+"/accept", `{}`, 401, loginRequired)
	bob.do(t, "POST", at+"/accept", `{"email": "bob@example.com"}`, 422, `{"status": 422, "code": "invalid", "title": "Something in the request is not as it has to be.", "issues": [
		{"code": "invalid", "severity": "error", "path": "/name", "message": "is needed together with email"},
		{"code": "invalid", "severity": "error", "path": "/password", "message": "is needed together with email"}]}`)
	const taken = "There is an account with this e-mail already. Log in with it first."
	bob.do(t, "POST", at+"/accept", `{"name": "Ann", "email": "ann@example.com", "password": "`+bobPassword+`"}`, 409, `{"status": 409, "code": "conflict", "title": "`+taken+`",
		"issues": [{"code": "conflict", "severity": "error", "path": "/email", "message": "`+taken+`"}]}`)
	bob.do(t, "POST", at+"/accept", `{"name": "Bob", "email": "bob@example.com", "password": "`+bobPassword+`", "language": "ru"}`, 200,
		`{"user": {"id": "u", "name": "Bob", "email": "bob@example.com", "language": "ru", "totp": false},
		"workspaces": [{"id": "main", "name": "My bots", "role": "editor", "members": 2, "bots": 0, "can": ["bot.read", "bot.create", "bot.edit", "bot.publish",
			"bot.run", "bot.delete", "contact.read", "figures.read", "secret.write", "media.write", "member.read"]}]}`)
	o.browser().do(t, "GET", at, "", 404, linkOver)
	o.browser().do(t, "POST", at+"/accept", `{"name": "Eve", "email": "eve@example.com", "password": "`+bobPassword+`"}`, 404, linkOver)
	ann.do(t, "GET", "/workspaces/main/members", "", 200, `{"items": [
		{"user_id": "u", "name": "Ann", "email": "ann@example.com", "role": "owner", "joined_at": "2026-03-01T12:00:00Z"},
		{"user_id": "u", "name": "Bob", "email": "bob@example.com", "role": "editor", "joined_at": "2026-03-01T12:00:00Z"}]}`)
}

func TestInvitations_ForWhoHasAnAccount(t *testing.T) {
	t.Parallel()
	o, ann := settled(t)
	w := read[editor.Workspace](t, ann, "POST", "/workspaces", `{"name": "Client"}`)
	bob := ann.invite(t, `{"role": "viewer"}`, "Bob")
	i := read[editor.Invitation](t, ann, "POST", "/workspaces/"+w.ID+"/invitations", `{"role": "operator"}`)
	s := read[editor.Session](t, bob, "POST", "/invitations/"+tokenOf(i)+"/accept", `{}`)
	if len(s.Workspaces) != 2 || s.Workspaces[0].Name != "Client" || s.Workspaces[0].Role != "operator" {
		t.Errorf("got %+v", s.Workspaces)
	}
	// A lesser role than there is changes nothing; one that was taken back or is over lets nobody in.
	i = read[editor.Invitation](t, ann, "POST", "/workspaces/"+w.ID+"/invitations", `{"role": "viewer"}`)
	s = read[editor.Session](t, bob, "POST", "/invitations/"+tokenOf(i)+"/accept", `{}`)
	if s.Workspaces[0].Role != "operator" {
		t.Errorf("got %+v", s.Workspaces)
	}
	i = read[editor.Invitation](t, ann, "POST", "/workspaces/main/invitations", `{"role": "owner"}`)
	ann.do(t, "DELETE", "/workspaces/"+w.ID+"/invitations/"+i.ID, "", 404, notFound)
	ann.do(t, "DELETE", "/workspaces/main/invitations/"+i.ID, "", 204, "")
	bob.do(t, "POST", "/invitations/"+tokenOf(i)+"/accept", `{}`, 404, linkOver)
	i = read[editor.Invitation](t, ann, "POST", "/workspaces/main/invitations", `{"role": "owner"}`)
	o.clock.skip(7 * 24 * time.Hour)
	bob.do(t, "POST", "/invitations/"+tokenOf(i)+"/accept", `{}`, 404, linkOver)
	ann.do(t, "GET", "/workspaces/main/invitations", "", 200, `{"items": []}`)
}

func TestMembers_AWorkspaceKeepsAnOwner(t *testing.T) {
	t.Parallel()
	_, ann := settled(t)
	bob := ann.invite(t, `{"role": "viewer"}`, "Bob")
	me := read[editor.Session](t, ann, "GET", "/session", "").User.ID
	him := read[editor.Session](t, bob, "GET", "/session", "").User.ID
	ann.do(t, "PATCH", "/workspaces/main/members/"+me, `{"role": "editor"}`, 409, onlyOwner)
	ann.do(t, "DELETE", "/workspaces/main/members/"+me, "", 409, onlyOwner)
	ann.do(t, "DELETE", "/account/workspaces/main", "", 409, onlyOwner)
	ann.do(t, "PATCH", "/workspaces/main/members/"+him, `{"role": "owner"}`, 200,
		`{"user_id": "u", "name": "Bob", "email": "bob@example.com", "role": "owner", "joined_at": "2026-03-01T12:00:00Z"}`)
	ann.do(t, "DELETE", "/account/workspaces/main", "", 204, "")
	ann.do(t, "GET", "/workspaces/main/members", "", 404, notFound)
	bob.do(t, "DELETE", "/account/workspaces/main", "", 409, onlyOwner)
	bob.do(t, "PATCH", "/workspaces/main/members/"+me, `{"role": "viewer"}`, 404, notFound) // only an invitation brings anybody in
}

// Two owners who take each other's role at the same moment leave one.
func TestMembers_AtTheSameMomentKeepAnOwner(t *testing.T) {
	t.Parallel()
	_, ann := settled(t)
	bob := ann.invite(t, `{"role": "owner"}`, "Bob")
	var both sync.WaitGroup
	codes := make([]int, 2)
	for i, b := range []*browser{ann, bob} {
		both.Go(func() { codes[i] = b.send(t, "DELETE", "/account/workspaces/main", "").Code })
	}
	both.Wait()
	if codes[0]+codes[1] != 204+409 {
		t.Errorf("got %v", codes)
	}
}

func TestMembers_RolesForSingleBots(t *testing.T) {
	t.Parallel()
	_, ann := settled(t)
	client := ann.invite(t, `{"role": "viewer", "bot": "bshop"}`, "Carl")
	client.do(t, "GET", "/workspaces", "", 200, `{"items": [{"id": "main", "name": "My bots", "role": "", "can": [], "members": 2, "bots": 0}]}`)
	client.do(t, "GET", "/workspaces/main/members", "", 403, forbidden)
	him := read[editor.Session](t, client, "GET", "/session", "").User.ID
	const carl = `{"user_id": "u", "name": "Carl", "email": "carl@example.com", "role": "", "joined_at": "2026-03-01T12:00:00Z", "bots": `
	ann.do(t, "PATCH", "/workspaces/main/members/"+him, `{"role": "editor", "bot": "bquiz"}`, 200,
		carl+`[{"id": "bquiz", "name": "bquiz", "role": "editor"}, {"id": "bshop", "name": "bshop", "role": "viewer"}]}`)
	ann.do(t, "PATCH", "/workspaces/main/members/"+him, `{"role": "editor", "bot": "bother"}`, 404, notFound)
	const noOwners = "A workspace has owners; for a single bot somebody may be an editor at most."
	ann.do(t, "PATCH", "/workspaces/main/members/"+him, `{"role": "owner", "bot": "bshop"}`, 422, `{"status": 422, "code": "invalid", "title": "`+noOwners+`",
		"issues": [{"code": "invalid", "severity": "error", "path": "/role", "message": "`+noOwners+`"}]}`)
	ann.do(t, "DELETE", "/workspaces/main/members/"+him+"?bot=bshop", "", 204, "")
	ann.do(t, "DELETE", "/workspaces/main/members/"+him+"?bot=bshop", "", 404, notFound)
	ann.do(t, "DELETE", "/workspaces/main/members/"+him, "", 204, "")
	client.do(t, "GET", "/workspaces", "", 200, `{"items": []}`)
}

func TestAudit_TellsWhoChangedWhat(t *testing.T) {
	t.Parallel()
	_, ann := settled(t)
	bob := ann.invite(t, `{"role": "viewer"}`, "Bob")
	him := read[editor.Session](t, bob, "GET", "/session", "").User.ID
	read[editor.Member](t, ann, "PATCH", "/workspaces/main/members/"+him, `{"role": "operator"}`)
	read[editor.Workspace](t, ann, "PATCH", "/workspaces/main", `{"name": "Agency"}`)
	const about = `"at": "2026-03-01T12:00:00Z", "address": "192.0.2.1"`
	page := func(query, want string) { t.Helper(); ann.do(t, "GET", "/workspaces/main/audit"+query, "", 200, want) }
	page("?limit=2", `{"items": [
		{"id": "5", `+about+`, "who": {"id": "u", "name": "Ann"}, "what": "workspace.rename", "target": "Agency", "before": "My bots", "after": "Agency"},
		{"id": "4", `+about+`, "who": {"id": "u", "name": "Ann"}, "what": "member.role", "target": "bob@example.com", "before": "viewer", "after": "operator"}], "next": "4"}`)
	rest := read[struct{ Items []editor.Entry }](t, ann, "GET", "/workspaces/main/audit?limit=100&cursor=4", "")
	var what []string
	for _, e := range rest.Items {
		what = append(what, e.What)
	}
	if got := strings.Join(what, " "); got != "member.join invitation.make setup" {
		t.Errorf("got %s", got)
	}
	page("?what=member.r", `{"items": [
		{"id": "4", `+about+`, "who": {"id": "u", "name": "Ann"}, "what": "member.role", "target": "bob@example.com", "before": "viewer", "after": "operator"}]}`)
	page("?what=member_r", `{"items": []}`)
	page("?user="+him, `{"items": [{"id": "3", `+about+`, "who": {"id": "u", "name": "Bob"}, "what": "member.join", "target": "bob@example.com", "after": {"role": "viewer"}}]}`)
	page("?bot=bshop", `{"items": []}`)
}

func TestOnce_DoesARequestThatComesTwiceOnce(t *testing.T) {
	t.Parallel()
	_, ann := settled(t)
	ann.header = http.Header{"Idempotency-Key": {"first"}}
	made := read[editor.Workspace](t, ann, "POST", "/workspaces", `{"name": "Client"}`)
	rec := ann.send(t, "POST", "/workspaces", `{"name": "Client"}`)
	if rec.Code != 201 || !strings.Contains(rec.Body.String(), made.ID) || rec.Header().Get("Content-Type") != "application/json" {
		t.Errorf("got %d %s", rec.Code, rec.Body)
	}
	ann.do(t, "POST", "/workspaces", `{"name": "Other"}`, 422,
		`{"status": 422, "code": "key_reused", "title": "This Idempotency-Key was used for another request. Take a new one for each."}`)
	ann.header = http.Header{"Idempotency-Key": {"\xff"}} // not every database can keep it
	ann.do(t, "POST", "/workspaces", `{"name": "Other"}`, 422, `{"status": 422, "code": "invalid", "title": "The Idempotency-Key is no UTF-8 text."}`)
	ann.header = http.Header{"Idempotency-Key": {"second"}}
	if rec := ann.send(t, "POST", "/workspaces", `{"name": ""}`); rec.Code != 422 {
		t.Errorf("got %d %s", rec.Code, rec.Body)
	}
	again := read[editor.Workspace](t, ann, "POST", "/workspaces", `{"name": "Client"}`) // what failed may be tried again
	if again.ID == made.ID {
		t.Error("another key gave the first answer")
	}
	bob := ann.invite(t, `{"role": "owner"}`, "Bob")
	bob.header = http.Header{"Idempotency-Key": {"first"}}
	if his := read[editor.Workspace](t, bob, "POST", "/workspaces", `{"name": "Client"}`); his.ID == made.ID {
		t.Error("somebody else's key gave the answer")
	}
	if list := read[struct{ Items []editor.Workspace }](t, ann, "GET", "/workspaces", ""); len(list.Items) != 3 {
		t.Errorf("there are %+v", list.Items)
	}
}

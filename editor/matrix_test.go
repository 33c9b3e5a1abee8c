package editor_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/engine"
)

// cast are callers by the secret that they show.
type cast map[string]*access.Caller

func (c cast) BySession(_ context.Context, secret string) (*access.Caller, error) {
	return c.by(secret)
}

func (c cast) ByToken(_ context.Context, secret string) (*access.Caller, error) { return c.by(secret) }

func (c cast) by(secret string) (*access.Caller, error) {
	if caller, ok := c[secret]; ok {
		return caller, nil
	}
	return nil, engine.ErrNotFound
}

// player is a caller, and what is to be known of it: by hand, so that the test does not ask what it tests.
type player struct {
	name   string
	caller *access.Caller
	// roles by workspace, and by workspace/bot.
	roles  map[string]access.Role
	token  bool
	scopes []access.Permission // of a token
	bots   []string            // of a token; nil for all
}

const (
	home, abroad     = "wh", "wa"
	shop, quiz, away = "bshop", "bquiz", "baway" // the first two at home
	foreign          = "foreign"                 // a test chat of somebody else
)

// chats are the test chats of the players: one for each bot, by its name, and one of the shop that is not theirs.
type chats struct{}

func (chats) Owner(_ context.Context, chat string) (user, bot string, err error) {
	if chat == foreign {
		return "other", shop, nil
	}
	return "u", chat, nil
}

// players are all roles in the right workspace, in another one and for a single bot, logged in and with tokens.
func players() []player {
	list := []player{{name: "nobody"}}
	for _, role := range access.Roles() {
		for where, roles := range map[string]map[string]access.Role{
			"at home": {home: role}, "abroad": {abroad: role}, "of the shop": {home + "/" + shop: role},
			"abroad and of the shop": {abroad: role, home + "/" + shop: role},
		} {
			name := string(role) + " " + where
			list = append(list,
				player{name: name, roles: roles},
				player{name: name + " with a token for nothing", roles: roles, token: true, scopes: []access.Permission{}},
				player{name: name + " with a token for everything", roles: roles, token: true, scopes: access.Permissions()},
				player{name: name + " with a token for the quiz", roles: roles, token: true, scopes: access.Permissions(), bots: []string{quiz}},
			)
			for _, p := range access.Permissions() {
				list = append(list, player{name: name + " with a token for " + string(p), roles: roles, token: true, scopes: []access.Permission{p}})
			}
		}
	}
	for i := range list {
		if list[i].roles != nil {
			list[i].caller = list[i].make()
		}
	}
	return list
}

func (p *player) make() *access.Caller {
	c := &access.Caller{UserID: "u", Session: "s"}
	if p.token {
		c.Session, c.Token, c.Scopes, c.Bots = "", "t", p.scopes, p.bots
	}
	for place, role := range p.roles {
		workspace, bot, _ := strings.Cut(place, "/")
		c.Grants = append(c.Grants, access.Grant{Workspace: workspace, Bot: bot, Role: role})
	}
	return c
}

// may is the rule: a role there permits it, and the token is for it and for the bot.
func (p *player) may(perm access.Permission, workspace, bot string) bool {
	return p.role(perm, workspace, bot) && (!p.token || slices.Contains(p.scopes, perm))
}

// role is the rule without what a token is for.
func (p *player) role(perm access.Permission, workspace, bot string) bool {
	if p.bots != nil && !slices.Contains(p.bots, bot) {
		return false
	}
	return p.roles[workspace].Allows(perm) || bot != "" && p.roles[workspace+"/"+bot].Allows(perm)
}

// in reports whether there is a role in the workspace, be it for one bot.
func (p *player) in(workspace string) bool {
	for place := range p.roles {
		if at, _, _ := strings.Cut(place, "/"); at == workspace {
			return true
		}
	}
	return false
}

// want is the status that the rule of an operation gives; 204 to who is let through.
func (p *player) want(op editor.Guarded, workspace, bot string) int {
	decide := func(yes bool) int {
		if yes {
			return http.StatusNoContent
		}
		return http.StatusForbidden
	}
	switch {
	case op.Open:
		return http.StatusNoContent
	case p.roles == nil:
		return http.StatusUnauthorized
	case op.Self:
		return decide(!p.token)
	case op.Anywhere:
		return decide(p.may(op.Perm, home, "") || p.may(op.Perm, abroad, ""))
	case op.Param == "":
		return http.StatusNoContent
	case op.Param == "chat" && bot == foreign:
		return http.StatusNotFound
	case (op.Param == "bot" || op.Param == "chat") && !p.role(access.BotRead, workspace, bot), op.Param == "workspace" && !p.in(workspace):
		return http.StatusNotFound
	case op.Param == "bot", op.Param == "chat":
		return decide(p.may(op.Perm, workspace, bot))
	default:
		return decide(p.may(op.Perm, workspace, ""))
	}
}

// Every operation lets in exactly whom its rule lets in, whatever role somebody has, wherever, and whatever a token is for.
func TestMatrix_EveryOperationKeepsItsRule(t *testing.T) {
	t.Parallel()
	all, people := cast{}, players()
	for i := range people {
		if people[i].caller != nil {
			all[people[i].name] = people[i].caller
		}
	}
	operations, gates := editor.Gates(all, homes{shop: home, quiz: home, away: abroad}, chats{})
	if len(operations) < 30 {
		t.Fatalf("there are %d operations", len(operations))
	}
	asked := map[int]int{}
	for _, op := range operations {
		if !op.Open && op.Perm != "" && !op.Anywhere && op.Param == "" || op.Param != "" && !strings.Contains(op.Path, "{"+op.Param+"}") {
			t.Errorf("%s: its rule is about a %q that is not in %s", op.ID, op.Param, op.Path)
		}
		for i := range people {
			p := &people[i]
			for _, at := range placesOf(op) {
				workspace, bot := at[0], at[1]
				got := knock(t, gates, op, p, workspace, bot)
				want := p.want(op, workspace, bot)
				asked[want]++
				if got != want {
					t.Errorf("%s as %s, workspace %s, bot %s: got %d, want %d", op.ID, p.name, workspace, bot, got, want)
				}
			}
		}
	}
	for _, status := range []int{204, 401, 403, 404} {
		if asked[status] == 0 {
			t.Errorf("nobody was answered %d", status)
		}
	}
}

// placesOf are the places about which an operation can be asked.
func placesOf(op editor.Guarded) [][2]string {
	switch op.Param {
	case "bot":
		return [][2]string{{home, shop}, {home, quiz}, {abroad, away}}
	case "chat":
		return [][2]string{{home, shop}, {home, quiz}, {abroad, away}, {home, foreign}}
	case "workspace":
		return [][2]string{{home, ""}, {abroad, ""}}
	default:
		return [][2]string{{"", ""}}
	}
}

func knock(t *testing.T, gates http.Handler, op editor.Guarded, p *player, workspace, bot string) int {
	t.Helper()
	path := strings.NewReplacer("{workspace}", workspace, "{bot}", bot, "{chat}", bot, "{", "", "}", "").Replace(op.Path)
	req := httptest.NewRequestWithContext(t.Context(), op.Method, path, http.NoBody)
	if p.token {
		req.Header.Set("Authorization", "Bearer "+p.name)
	} else if p.caller != nil {
		req.AddCookie(&http.Cookie{Name: "scenarist_session", Value: p.name})
	}
	rec := httptest.NewRecorder()
	gates.ServeHTTP(rec, req)
	return rec.Code
}

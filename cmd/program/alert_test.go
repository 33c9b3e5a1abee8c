package program

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// pager is a program of the operator's that takes alerts, but not the first call.
type pager struct {
	mu    sync.Mutex
	calls int
	heard []alertJSON
	wrong []string
}

// ServeHTTP takes a call.
func (p *pager) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.calls++; p.calls == 1 {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	body, err := io.ReadAll(r.Body)
	at, sum, _ := strings.Cut(strings.TrimPrefix(r.Header.Get("X-Scenarist-Signature"), "t="), ",v1=")
	mac := hmac.New(sha256.New, []byte("of the pager"))
	mac.Write([]byte(at + "." + string(body)))
	var a alertJSON
	if err == nil {
		err = json.Unmarshal(body, &a)
	}
	if err != nil || sum != hex.EncodeToString(mac.Sum(nil)) || r.Header.Get("Idempotency-Key") != a.Event+"."+a.ID {
		p.wrong = append(p.wrong, fmt.Sprint(err, r.Header, string(body)))
	}
	p.heard = append(p.heard, a)
}

func (p *pager) events() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for _, a := range p.heard {
		out = append(out, a.Event+" "+a.Bot)
	}
	return strings.Join(out, ", ")
}

// A bot whose token was revoked cannot say so: the owner hears it from another bot of theirs, and the operator's program
// by a call, once, also over a restart; and so of the recovery.
func TestAlerts_OwnerHearsOfADeadToken(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	o := newOffice(t)
	const salonToken, strangerToken, freshToken = "4243:salon", "4244:stranger", "4242:fresh"
	o.tg.AddBot(salonToken, botapi.Bot{Username: "salon_bot", FirstName: "Salon"})
	o.tg.AddBot(strangerToken, botapi.Bot{Username: "stranger_bot", FirstName: "Stranger"})
	alert := &pager{}
	web := httptest.NewServer(alert)
	defer web.Close()
	serve := func() *program {
		t.Helper()
		p := start(t, nil, "serve", "--data", o.dir, "--listen", "127.0.0.1:0", "--api-url", o.tg.web.URL, "--key", testKey, "--send-rate", "0",
			"--alert-url", web.URL, "--alert-secret", "of the pager")
		p.out.await(t, "Stop with Ctrl", p.over)
		return p
	}
	p := serve()
	ann, bob := o.tg.NewUser(botapi.User{FirstName: "Ann", LanguageCode: "en"}), o.tg.NewUser(botapi.User{FirstName: "Bob", LanguageCode: "en"})
	own := func(token string, who *botapi.Person) {
		t.Helper()
		out := o.does("add", "--token", token, "--document", talkFile)
		_, code, _ := strings.Cut(out, "?start=")
		if _, err := who.Start(token, strings.TrimSpace(code)); err != nil {
			t.Fatal(err)
		}
		o.until("the owner is known", func() bool { return len(who.Screen(token)) > 1 })
	}
	own(strangerToken, bob) // no bot of Ann's, and the first that could write
	own(testToken, ann)
	own(salonToken, ann)
	notices := func(who *botapi.Person, token, about string) (n int) {
		for _, m := range who.Screen(token) {
			if strings.Contains(m.Text, about) {
				n++
			}
		}
		return n
	}
	if !o.tg.Revoke(testToken, freshToken) {
		t.Fatal("there is no such bot")
	}
	const stopped, works = "Your bot @talk_bot has stopped: Telegram refuses its token.", "Your bot @talk_bot works again"
	o.until("the owner is told", func() bool { return notices(ann, salonToken, stopped) > 0 })
	o.until("the operator is told", func() bool { return alert.events() == "bot.token_refused @talk_bot" })
	if out := o.does("list"); !strings.Contains(out, "token refused\n") || !strings.Contains(out, "@talk_bot: Telegram refuses the token") {
		t.Errorf("the list is\n%s", out)
	}
	if code := p.stop(t); code != exitOK {
		t.Fatalf("ended with %d: %s", code, p.errs)
	}
	p = serve() // the token is as bad as before
	o.does("repair", "@talk_bot")
	o.does("publish", "@talk_bot", o.document("How are you called?"))
	o.does("token", "@talk_bot", "--token", freshToken)
	o.until("the owner hears of the recovery", func() bool { return notices(ann, salonToken, works) > 0 })
	o.until("the operator hears of the recovery", func() bool {
		return alert.events() == "bot.token_refused @talk_bot, bot.recovered @talk_bot"
	})
	if code := p.stop(t); code != exitOK {
		t.Fatalf("ended with %d: %s", code, p.errs)
	}
	if a, b := notices(ann, salonToken, stopped), notices(ann, salonToken, works); a != 1 || b != 1 || notices(bob, strangerToken, "Your bot") != 0 {
		t.Errorf("Ann was told %d and %d times, Bob %d times", a, b, notices(bob, strangerToken, "Your bot"))
	}
	if len(alert.wrong) > 0 || alert.heard[0].ID != alert.heard[1].ID || alert.heard[0].EndedAt != nil || alert.heard[1].EndedAt == nil {
		t.Errorf("the operator was told %+v, %q", alert.heard, alert.wrong)
	}
}

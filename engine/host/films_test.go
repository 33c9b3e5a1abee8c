package host_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/film"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
)

// noted is a store that remembers what committed members told of their turns.
type noted struct {
	host.Store

	mu     sync.Mutex
	films  []host.Film
	counts map[host.Count]int64 // without N
	days   map[int64]bool
}

func (s *noted) option(b *bench) {
	b.mem = memstore.New(b.clock)
	s.Store, b.store = b.mem, s
	s.counts, s.days = map[host.Count]int64{}, map[int64]bool{}
	b.cfg.Figures = true
}

func (s *noted) Commit(ctx context.Context, members []host.Member) ([]host.Verdict, error) {
	verdicts, err := s.Store.Commit(ctx, members)
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range verdicts {
		m := &members[i]
		if verdicts[i].State != host.VerdictCommitted {
			continue
		}
		if m.Film != nil {
			s.films = append(s.films, *m.Film)
		}
		if m.Counts != nil {
			s.days[m.Counts.Day] = true
			for _, c := range m.Counts.List {
				n := c.N
				c.N = 0
				s.counts[c] += n
			}
		}
	}
	return verdicts, err
}

// film reads what was kept, as one line a turn: the event, the blocks with their exits, and what was sent.
func (s *noted) lines(tb testing.TB) []string {
	tb.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for i := range s.films {
		turn, sends, err := film.Read(s.films[i].Data, "en")
		if err != nil {
			tb.Fatal(err)
		}
		line := fmt.Sprintf("%d %s %q", s.films[i].Turn, turn.Event.Kind, turn.Event.Text)
		for _, p := range turn.Blocks {
			line += " " + p.Block + ">" + p.Exit
			if p.Error != nil {
				line += "!" + p.Error.Code
			}
			for _, set := range p.Sets {
				line += fmt.Sprintf(" %s:%v→%v", set.Name, set.Before, set.After)
			}
		}
		for _, send := range sends {
			line += fmt.Sprintf(" %s#%s", send.Method, send.Key)
		}
		if s.films[i].Trouble {
			line += " trouble"
		}
		out = append(out, line)
	}
	return out
}

func TestFilms_TellOfEveryTurn(t *testing.T) {
	t.Parallel()
	all := []string{
		`1 message "count n" any>next act>next session.n:<nil>→1 sendMessage#0`,
		`2 message "trouble" any>next act>!test_trouble sendMessage#0 trouble`,
		`3 message "button" any>next act> sendMessage#0`,
		`4 button "go" act>next answerCallbackQuery# sendMessage#1`,
	}
	for films, want := range map[host.Films][]string{host.FilmsAll: all, host.FilmsTroubles: {all[1]}, host.FilmsOff: nil} {
		s := &noted{}
		b := setup(t, s.option, func(b *bench) { b.cfg.Films = films })
		b.say(1, "count n")
		b.say(1, "trouble")
		b.say(1, "button")
		b.idle()
		token := b.msgr.texts(1)[2]
		b.next++
		b.check(b.host.Receive(t.Context(), host.Incoming{Key: key(1), UpdateID: b.next, Event: engine.Event{
			Kind: engine.ButtonPressed, Time: begin, User: engine.User{ID: 1}, Button: &engine.ButtonPress{QueryID: "q", Data: token},
		}}))
		b.idle()
		if got := s.lines(t); !slices.Equal(got, want) {
			t.Errorf("%q: films\n%s\nwant\n%s", films, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// service answers every request with what was asked, and a long tail.
type service struct{}

func (service) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	answer := `{"you":"` + string(body) + `","key":"` + r.URL.Query().Get("key") + `"}` + strings.Repeat("x", 20<<10)
	return &http.Response{
		StatusCode: 201, Header: http.Header{"Set-Cookie": {"id=5"}, "X-Key": {r.URL.Query().Get("key")}, "X-You": {r.Header.Get("Authorization")}},
		Body: io.NopCloser(strings.NewReader(answer)), Request: r,
	}, nil
}

func TestFilms_ShowCallsWithoutSecrets(t *testing.T) {
	t.Parallel()
	const secret = `p@ss "word"`
	job := func(ctx context.Context, d engine.JobDeps, j engine.Job) (json.RawMessage, error) {
		v, err := d.Secret(ctx, "api")
		if err != nil {
			return nil, err
		}
		address := "https://shop.example/pay?key=" + strings.ReplaceAll(url.QueryEscape(v), "+", "%20")
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(v))
		if err != nil {
			return nil, err
		}
		req.Header.Set("Authorization", "Bearer zzz")
		resp, err := d.HTTP.Do(req)
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close()
		_, err = io.ReadAll(resp.Body)
		return json.RawMessage(`"done"`), err
	}
	s := &noted{}
	b := setup(t, s.option, withJob(job), func(b *bench) {
		b.cfg.Films, b.cfg.HTTP = host.FilmsAll, &http.Client{Transport: service{}}
		b.check(b.mem.SetSecret(b.tb.Context(), botID, "api", secret))
	})
	b.say(1, "job x")
	b.idle()
	b.say(1, "detach x")
	b.idle()
	s.mu.Lock()
	defer s.mu.Unlock()
	var shown []film.Exchange
	for i := range s.films {
		for _, form := range film.Forms(secret) {
			if strings.Contains(string(s.films[i].Data), form) {
				t.Errorf("film %d has the secret: %s", i, s.films[i].Data)
			}
		}
		turn, _, err := film.Read(s.films[i].Data, "en")
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range turn.Blocks {
			if len(p.HTTP) > 0 && p.Block != "act" {
				t.Errorf("the call is shown at %q", p.Block)
			}
			shown = append(shown, p.HTTP...)
		}
	}
	if len(shown) != 2 { // of the job's turn, and of detached work that has none
		t.Fatalf("calls %+v", shown)
	}
	for _, x := range shown {
		body := x.Response.Body
		x.MS, x.Response.Body = 0, ""
		want := film.Exchange{
			Method: "POST", URL: "https://shop.example/pay?key=•••", Status: 201,
			Request:  &film.Packet{Headers: map[string]string{"Authorization": "•••"}, Body: "•••"},
			Response: &film.Packet{Headers: map[string]string{"Set-Cookie": "•••", "X-Key": "•••", "X-You": "•••"}, Cut: true},
		}
		if !reflect.DeepEqual(x, want) {
			t.Errorf("got %+v %+v %+v, want %+v", x, x.Request, x.Response, want)
		}
		if len(body) != film.MaxBody || !strings.HasPrefix(body, `{"you":"•••","key":"•••"}xxx`) {
			t.Errorf("the answer is %d bytes: %.60s", len(body), body)
		}
	}
}

func TestFigures_CountWhatIsCommitted(t *testing.T) {
	t.Parallel()
	s := &noted{}
	b := setup(t, manual, s.option)
	b.say(1, "say a")
	b.say(1, "many b")
	b.check(b.host.Receive(t.Context(), b.message(2, "trouble")))
	again := b.message(2, "wait 1h")
	b.check(b.host.Receive(t.Context(), again))
	b.check(b.host.Receive(t.Context(), again)) // which counts once
	b.advance(24 * time.Hour)
	b.say(1, "sell o1")
	b.idle()
	b.next++
	b.check(b.host.Receive(t.Context(), host.Incoming{Key: key(1), UpdateID: b.next, Event: engine.Event{
		Kind: engine.PaymentPaid, User: engine.User{ID: 1}, Time: b.clock.Now(),
		Payment: &engine.Payment{Payload: "o1", Currency: "XTR", Amount: 50, ChargeID: "c"},
	}}))
	b.idle()
	want := map[host.Count]int64{
		{Kind: host.CountTurns}: 7, {Kind: host.CountNew}: 2, {Kind: host.CountUsers}: 3, {Kind: host.CountReceived}: 5,
		{Kind: host.CountSent}: 8, {Kind: host.CountTroubles}: 1, {Kind: host.CountPaid}: 1, {Kind: host.CountMoney, Name: "XTR"}: 50,
		{Kind: host.CountBlocks, Name: "any"}: 5, {Kind: host.CountEdges, Name: "any", Part: "next"}: 5,
		{Kind: host.CountBlocks, Name: "act"}: 5, {Kind: host.CountEdges, Name: "act", Part: "next"}: 4,
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !reflect.DeepEqual(s.counts, want) {
		t.Errorf("counts\n%v\nwant\n%v", s.counts, want)
	}
	if len(s.days) != 2 {
		t.Errorf("days %v", s.days)
	}
}

func TestReset_EndsWhatIsGoingOn(t *testing.T) {
	t.Parallel()
	s := &noted{}
	b := setup(t, manual, s.option, func(b *bench) { b.cfg.Films = host.FilmsAll })
	reset := func(user int64, r engine.Reset, id string) {
		t.Helper()
		b.check(b.host.Reset(t.Context(), key(user), r, id))
	}
	reset(9, engine.Reset{}, "nobody")
	b.say(1, "add x")
	b.say(1, "count n")
	b.say(1, "wait 1h")
	reset(1, engine.Reset{}, "a")
	b.advance(2 * time.Hour) // nothing wakes
	b.say(1, "count n")
	reset(1, engine.Reset{Variables: true}, "b")
	b.say(1, "count n")
	b.say(1, "add x")
	reset(1, engine.Reset{Variables: true}, "b") // it was there before
	b.say(1, "count n")
	b.wantTexts(1, "sums 1 1", "n 1", "n 2", "n 1", "sums 2 1", "n 2")
	n := 0
	for _, line := range s.lines(t) {
		if strings.Contains(line, "reset") {
			n++
		}
	}
	equal(t, "films of resets", n, 2)
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// measureFloors measures the smallest program, as often as all else, where the database is PostgreSQL.
func measureFloors(ctx context.Context, o *options, tg *standIn, d database, into *figures) error {
	var talks []talk
	for range o.suite.runs {
		err := o.inPlace(ctx, d, func(at place) error {
			if at.pgURL == "" {
				return nil
			}
			own, err := os.Executable()
			if err != nil {
				return err
			}
			s, err := awaitServer(ctx, 1, tg, exec.CommandContext(ctx, own, "-floor", tg.url, "-postgres", at.pgURL))
			if err != nil {
				return err
			}
			t, err := measureServer(ctx, o, tg, at, s, []float64{quietRate})
			talks = append(talks, t)
			return errors.Join(err, t.fault())
		})
		if err != nil {
			return fmt.Errorf("the smallest program: %w", err)
		}
	}
	if len(talks) > 0 {
		*into = medians(talks)
	}
	return nil
}

// smallest is the smallest program: one bot whose conversation is written in Go.
type smallest struct {
	api  string
	http *http.Client
	pool *pgxpool.Pool
	work chan *smallTurn

	mu    sync.Mutex
	state map[int64]*smallState // of people; only one update of a person is under way
}

// smallState is what is known of a person.
type smallState struct {
	Step   int    `json:"step"`
	Name   string `json:"name"`
	Rounds int    `json:"rounds"`
}

// smallTurn is an update on its way to the database.
type smallTurn struct {
	update, chat     int64
	raw, state, sent []byte
	done             chan error
}

// smallUpdate is what is read of an update.
type smallUpdate struct {
	ID      int64         `json:"update_id"`
	Message *smallMessage `json:"message"`
	Press   *struct {
		ID      string       `json:"id"`
		Message smallMessage `json:"message"`
	} `json:"callback_query"`
}

type smallMessage struct {
	Text string `json:"text"`
	Chat struct {
		ID        int64  `json:"id"`
		FirstName string `json:"first_name"`
	} `json:"chat"`
}

// floor serves until the context ends.
func floor(ctx context.Context, api, pgURL string) error {
	pool, err := pgxpool.New(ctx, pgURL)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer pool.Close()
	if _, err := pool.Exec(ctx, `CREATE TABLE small_updates (id bigint PRIMARY KEY);
		CREATE TABLE small_sessions (chat bigint PRIMARY KEY, data bytea NOT NULL) WITH (fillfactor = 50);
		CREATE TABLE small_messages (seq bigserial PRIMARY KEY, chat bigint NOT NULL, received bytea NOT NULL, sent bytea NOT NULL)`); err != nil {
		return fmt.Errorf("make tables: %w", err)
	}
	s := &smallest{
		api: api + "/bot1:small/", pool: pool, work: make(chan *smallTurn, 1000), state: map[int64]*smallState{},
		http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}, Timeout: answerTimeout},
	}
	ctx, cancel := context.WithCancel(ctx)
	var committers sync.WaitGroup
	defer func() {
		cancel()
		committers.Wait()
	}()
	for range 4 {
		committers.Go(func() { s.commit(ctx) })
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{Handler: s, ReadHeaderTimeout: answerTimeout}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() }) // nobody waits for an answer any more
	defer stop()
	hook := fmt.Appendf(nil, `{"url":"http://%s/hook","secret_token":"small"}`, l.Addr())
	if err := s.call(ctx, "setWebhook", hook); err != nil {
		return errors.Join(err, l.Close())
	}
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// call calls a method of the Bot API.
func (s *smallest) call(ctx context.Context, method string, params []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.api+method, bytes.NewReader(params))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := s.http.Do(req)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return errors.Join(err, resp.Body.Close())
}

// ServeHTTP takes an update, waits until it is stored with its reply, and acknowledges it before the reply goes out.
func (s *smallest) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	var u smallUpdate
	if err == nil {
		err = json.Unmarshal(raw, &u)
	}
	if err != nil || r.Header.Get("X-Telegram-Bot-Api-Secret-Token") != "small" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	t := &smallTurn{update: u.ID, raw: raw, done: make(chan error, 1)}
	if err = s.turn(t, &u); err == nil {
		s.work <- t
		err = <-t.done
	}
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	ctx := context.WithoutCancel(r.Context())
	go func() {
		if u.Press != nil {
			_ = s.call(ctx, "answerCallbackQuery", []byte(`{"callback_query_id":"`+u.Press.ID+`"}`)) // the generator notices what is missing
		}
		_ = s.call(ctx, "sendMessage", t.sent)
	}()
}

// turn is the conversation.
func (s *smallest) turn(t *smallTurn, u *smallUpdate) (err error) {
	m := u.Message
	if u.Press != nil {
		m = &u.Press.Message
	}
	if m == nil {
		return errors.New("an update of another kind")
	}
	t.chat = m.Chat.ID
	s.mu.Lock()
	p := s.state[t.chat]
	if p == nil {
		p = &smallState{}
		s.state[t.chat] = p
	}
	s.mu.Unlock()
	call := map[string]any{"chat_id": t.chat, "parse_mode": "HTML"}
	switch {
	case u.Press != nil:
		p.Rounds++
		p.Step, call["text"] = 0, fmt.Sprintf("Thank you, %s: round %d.", p.Name, p.Rounds)
	case m.Text == "/start":
		p.Step, call["text"] = 1, "Hello, "+m.Chat.FirstName+". What is your name?"
	default:
		length := "short"
		if len(m.Text) > 3 {
			length = "long"
		}
		p.Step, p.Name, call["text"] = 2, m.Text, "<b>"+m.Text+"</b> is a "+length+" name. Right?"
		call["reply_markup"] = map[string]any{"inline_keyboard": [][]map[string]string{{{"text": "Yes", "callback_data": "y" + strconv.Itoa(p.Rounds)}}}}
	}
	if t.sent, err = json.Marshal(call); err == nil {
		t.state, err = json.Marshal(p)
	}
	return err
}

// commit stores what waits, in groups.
func (s *smallest) commit(ctx context.Context) {
	for {
		var group []*smallTurn
		select {
		case t := <-s.work:
			group = append(group, t)
		case <-ctx.Done():
			return
		}
		for more := true; more && len(group) < 256; {
			select {
			case t := <-s.work:
				group = append(group, t)
			default:
				more = false
			}
		}
		err := s.store(ctx, group)
		for _, t := range group {
			t.done <- err
		}
	}
}

func (s *smallest) store(ctx context.Context, group []*smallTurn) error {
	n := len(group)
	updates, chats, raws, states, sent := make([]int64, n), make([]int64, n), make([][]byte, n), make([][]byte, n), make([][]byte, n)
	for i, t := range group {
		updates[i], chats[i], raws[i], states[i], sent[i] = t.update, t.chat, t.raw, t.state, t.sent
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	// One statement is one transaction.
	_, err := s.pool.Exec(ctx, `WITH n AS (
			SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[]) AS n (id, chat, raw, state, sent) ORDER BY chat
		), u AS (INSERT INTO small_updates SELECT id FROM n ON CONFLICT DO NOTHING),
		s AS (INSERT INTO small_sessions SELECT chat, state FROM n ON CONFLICT (chat) DO UPDATE SET data = excluded.data)
		INSERT INTO small_messages (chat, received, sent) SELECT chat, raw, sent FROM n`, updates, chats, raws, states, sent)
	return err
}

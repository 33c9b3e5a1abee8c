package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// The two bots; the first part of a token is the bot's id.
const (
	quietToken = "1001:quiet"
	noisyToken = "1002:noisy"
)

// standIn answers the Bot API's calls, each after as long as Telegram takes.
type standIn struct {
	server  *http.Server
	url     string
	latency time.Duration
	message atomic.Int64
	noise   atomic.Int64 // answers of the flooded bot

	mu    sync.Mutex
	hooks map[string]webhook // by token
	asked map[int64]chan time.Time
}

// webhook is where the server wants the updates of a bot.
type webhook struct{ url, secret string }

func newStandIn(ctx context.Context, latency time.Duration) (*standIn, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start the stand-in: %w", err)
	}
	s := &standIn{url: "http://" + l.Addr().String(), latency: latency, hooks: map[string]webhook{}, asked: map[int64]chan time.Time{}}
	s.server = &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	go func() {
		if err := s.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			panic(err) // nothing can be measured any more
		}
	}()
	return s, nil
}

func (s *standIn) close() { _ = s.server.Close() } // the program ends

// hook gives where the updates of a bot go, once the server has said so.
func (s *standIn) hook(ctx context.Context, token string, over <-chan error) (webhook, error) {
	for {
		s.mu.Lock()
		h, ok := s.hooks[token]
		s.mu.Unlock()
		if ok {
			return h, nil
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case err := <-over:
			return h, fmt.Errorf("the server ended before it set its webhooks: %w", err)
		case <-ctx.Done():
			return h, ctx.Err()
		}
	}
}

// expect gives the moment at which the next answer reaches a person of the quiet bot.
func (s *standIn) expect(person int64) <-chan time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := make(chan time.Time, 1)
	s.asked[person] = c
	return c
}

// ServeHTTP answers one call.
func (s *standIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var call struct {
		ChatID      int64  `json:"chat_id"`
		URL         string `json:"url"`
		SecretToken string `json:"secret_token"`
	}
	body, err := io.ReadAll(r.Body)
	if err != nil || len(body) > 0 && json.Unmarshal(body, &call) != nil {
		http.Error(w, `{"ok":false,"error_code":400,"description":"Bad Request"}`, http.StatusBadRequest)
		return
	}
	path := strings.Split(r.URL.Path, "/") // "", "bot<token>", method
	token := strings.TrimPrefix(path[1], "bot")
	result := "true"
	switch path[len(path)-1] {
	case "sendMessage":
		<-time.After(s.latency)
		result = fmt.Sprintf(`{"message_id":%d,"date":1,"chat":{"id":%d,"type":"private"}}`, s.message.Add(1), call.ChatID)
		s.heard(token, call.ChatID)
	case "getMe":
		id, name, _ := strings.Cut(token, ":")
		result = `{"id":` + id + `,"is_bot":true,"first_name":"` + name + `","username":"` + name + `_bot"}`
	case "setWebhook":
		s.mu.Lock()
		s.hooks[token] = webhook{call.URL, call.SecretToken}
		s.mu.Unlock()
	case "getMyCommands":
		result = "[]"
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"ok":true,"result":`+result+`}`) // who does not read it calls again
}

func (s *standIn) heard(token string, person int64) {
	if token == noisyToken {
		s.noise.Add(1)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.asked[person]; c != nil {
		delete(s.asked, person)
		c <- time.Now()
	}
}

// question is the update with which a person asks.
func question(update, person int64) string {
	n, p := strconv.FormatInt(update, 10), strconv.FormatInt(person, 10)
	return `{"update_id":` + n + `,"message":{"message_id":` + n + `,"date":1,"text":"/start","entities":[{"type":"bot_command","offset":0,"length":6}],` +
		`"from":{"id":` + p + `,"is_bot":false,"first_name":"Ann"},"chat":{"id":` + p + `,"type":"private","first_name":"Ann"}}}`
}

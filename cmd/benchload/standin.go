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

const (
	loadBot   = 4242
	loadToken = "4242:benchload"
)

// standIn answers the Bot API's calls, and tells the people what was sent to them.
type standIn struct {
	server  *http.Server
	url     string
	webhook chan webhook // what setWebhook was called with
	message atomic.Int64

	mu     sync.RWMutex
	people map[int64]*person
}

// webhook is where the server wants its updates.
type webhook struct{ url, secret string }

// apiCall are the parameters of all calls that are looked at.
type apiCall struct {
	ChatID      int64  `json:"chat_id"`
	Text        string `json:"text"`
	URL         string `json:"url"`
	SecretToken string `json:"secret_token"`
	Timeout     int    `json:"timeout"`
	ReplyMarkup struct {
		InlineKeyboard [][]struct {
			CallbackData string `json:"callback_data"`
		} `json:"inline_keyboard"`
	} `json:"reply_markup"`
}

func newStandIn(ctx context.Context) (*standIn, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start the stand-in: %w", err)
	}
	s := &standIn{url: "http://" + l.Addr().String(), webhook: make(chan webhook, 1), people: map[int64]*person{}}
	s.server = &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	go func() {
		if err := s.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			panic(err) // nothing can be measured any more
		}
	}()
	return s, nil
}

func (s *standIn) close() { _ = s.server.Close() } // the program ends

// join lets the person hear what is sent to them.
func (s *standIn) join(p *person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.people[p.id] = p
}

// ServeHTTP answers one call.
func (s *standIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	at := time.Now()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	var call apiCall
	if len(body) > 0 {
		if err := json.Unmarshal(body, &call); err != nil {
			http.Error(w, `{"ok":false,"error_code":400,"description":"Bad Request"}`, http.StatusBadRequest)
			return
		}
	}
	path := strings.Split(r.URL.Path, "/") // "", "bot<token>", method
	result := "true"
	switch path[len(path)-1] {
	case "sendMessage":
		id := s.message.Add(1)
		chat := strconv.FormatInt(call.ChatID, 10)
		result = `{"message_id":` + strconv.FormatInt(id, 10) + `,"date":` + strconv.FormatInt(at.Unix(), 10) +
			`,"chat":{"id":` + chat + `,"type":"private"},"text":"…"}`
		s.mu.RLock()
		p := s.people[call.ChatID]
		s.mu.RUnlock()
		if p != nil {
			p.hear(&call, id, at)
		}
	case "getMe":
		id, _, _ := strings.Cut(strings.TrimPrefix(path[1], "bot"), ":")
		result = `{"id":` + id + `,"is_bot":true,"first_name":"Load","username":"load_bot"}`
	case "setWebhook":
		s.webhook <- webhook{call.URL, call.SecretToken}
	case "getMyCommands":
		result = "[]"
	case "getUpdates":
		result = "[]"
		select {
		case <-r.Context().Done():
		case <-time.After(time.Duration(call.Timeout) * time.Second):
		}
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"ok":true,"result":`+result+`}`) // who does not read it calls again
}

package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// standIn answers the Bot API's calls, and tells the people what was sent to them.
type standIn struct {
	listener net.Listener
	url      string
	hooked   chan struct{} // something may be new in hooks
	over     chan struct{} // closed at the end
	message  atomic.Int64

	mu     sync.RWMutex
	people map[int64]*person
	hooks  map[int64]webhook // what setWebhook was called with, by bot
}

// webhook is where the server wants the updates of a bot.
type webhook struct {
	bot                int64
	host, path, secret string
}

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
	s := &standIn{
		listener: l, url: "http://" + l.Addr().String(), hooked: make(chan struct{}, 1), over: make(chan struct{}), people: map[int64]*person{},
		hooks: map[int64]webhook{},
	}
	go s.accept()
	return s, nil
}

func (s *standIn) close() {
	close(s.over)
	_ = s.listener.Close() // the program ends
}

// join lets the people hear what is sent to them, and nobody else.
func (s *standIn) join(people []*person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.people)
	for _, p := range people {
		s.people[p.id] = p
	}
}

// unhook forgets the webhooks of a server that has ended.
func (s *standIn) unhook() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.hooks)
}

// webhooks gives where updates are wanted, by bot; a second process that sets a webhook again says the same as the first.
func (s *standIn) webhooks() []webhook {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.SortedFunc(maps.Values(s.hooks), func(a, b webhook) int { return cmp.Compare(a.bot, b.bot) })
}

// answer gives the result of a call. The line is like "POST /bot<id>:<secret>/<method> HTTP/1.1".
func (s *standIn) answer(line string, body []byte) string {
	at := time.Now()
	_, path, _ := strings.Cut(line, " /bot")
	token, method, _ := strings.Cut(path, "/")
	method, _, _ = strings.Cut(method, " ")
	bot, _, _ := strings.Cut(token, ":")
	switch method {
	case "sendMessage":
		call := read(body)
		id := s.message.Add(1)
		s.mu.RLock()
		p := s.people[call.ChatID]
		s.mu.RUnlock()
		if p != nil {
			p.hear(call, id, at)
		}
		return `{"message_id":` + strconv.FormatInt(id, 10) + `,"date":` + strconv.FormatInt(at.Unix(), 10) +
			`,"chat":{"id":` + strconv.FormatInt(call.ChatID, 10) + `,"type":"private"},"text":"…"}`
	case "getMe":
		return `{"id":` + bot + `,"is_bot":true,"first_name":"Load","username":"load_bot"}`
	case "setWebhook":
		call := read(body)
		id, err := strconv.ParseInt(bot, 10, 64)
		u, urlErr := url.Parse(call.URL)
		if err != nil || urlErr != nil {
			panic(fmt.Sprint("setWebhook for bot ", bot, ": ", call.URL)) // nothing can be measured
		}
		s.mu.Lock()
		s.hooks[id] = webhook{id, u.Host, u.Path, call.SecretToken}
		s.mu.Unlock()
		select {
		case s.hooked <- struct{}{}:
		default:
		}
		return "true"
	case "getMyCommands":
		return "[]"
	case "getUpdates":
		select {
		case <-s.over:
		case <-time.After(time.Duration(read(body).Timeout) * time.Second):
		}
		return "[]"
	default:
		return "true"
	}
}

func read(body []byte) *apiCall {
	var c apiCall
	if err := json.Unmarshal(body, &c); err != nil {
		panic(fmt.Sprintf("a call that cannot be read: %s", body)) // nothing can be measured
	}
	return &c
}

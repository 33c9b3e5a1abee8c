package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// standIn is Telegram as the processes see it: it takes their calls, and tells the people what was sent to them. Each life of
// a process reaches it by a link of its own, so that it knows of every message who sent it.
type standIn struct {
	stormEnds atomic.Int64 // Unix nanoseconds until which sends are refused
	refused   atomic.Int64

	mu       sync.Mutex
	people   map[int64]*person // by chat
	messages []*message        // in the order in which they came
	agreed   map[string]bool   // by checkout: whether the bot lets the payment go on
	secrets  map[int64]string  // of the webhooks, by bot
}

// message is one that was sent. If the same is sent twice, these are two with the same text.
type message struct {
	id        int64
	bot, chat int64
	text      string
	at        time.Time
	by        *link
	answered  bool // the sender was told the id; its connection was not cut before
	button    string
	order     string // payload of an invoice
}

const (
	callTime   = 20 * time.Millisecond // how long Telegram takes for a message; what is cut meanwhile is in doubt
	stormPart  = 0.7                   // of the sends that a storm refuses
	retryAfter = 1                     // seconds
)

func newStandIn() *standIn {
	return &standIn{people: map[int64]*person{}, agreed: map[string]bool{}, secrets: map[int64]string{}}
}

// storm has sends refused for a while.
func (s *standIn) storm(d time.Duration) { s.stormEnds.Store(time.Now().Add(d).UnixNano()) }

// checkout gives what a bot said to a checkout, if it said anything.
func (s *standIn) checkout(query string) (agreed, answered bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	agreed, answered = s.agreed[query]
	return agreed, answered
}

// secret gives what deliveries to a bot are signed with, once the bot has said it.
func (s *standIn) secret(bot int64) (secret string, said bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	secret, said = s.secrets[bot]
	return secret, said
}

// link is the way of one life of a process to the stand-in.
type link struct {
	tg             *standIn
	instance, life int
	address        string

	mu       sync.Mutex
	server   *http.Server
	cut      bool
	carries  map[net.Conn]*message // what a connection brought and was not answered yet
	killed   time.Time             // when the process was about to be killed; zero if it never was
	unseated []time.Time           // when the process lost its seat in the database
}

// newLink opens one.
func (s *standIn) newLink(ctx context.Context, instance, life int) (*link, error) {
	l := &link{tg: s, instance: instance, life: life, address: "127.0.0.1:0", carries: map[net.Conn]*message{}}
	return l, l.open(ctx)
}

func (l *link) String() string { return fmt.Sprintf("%d.%d", l.instance+1, l.life) }

type connKey struct{}

// open begins to take calls, for the first time or again.
func (l *link) open(ctx context.Context) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", l.address)
	if err != nil {
		return fmt.Errorf("open the way to the stand-in: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.address, l.cut = listener.Addr().String(), false
	l.server = &http.Server{
		Handler: l, ReadHeaderTimeout: time.Minute, ConnState: l.changed,
		ConnContext: func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, connKey{}, c) },
	}
	go l.server.Serve(listener) //nolint:errcheck // it ends when it is closed
	return nil
}

// sever ends all connections, whatever they carry, and refuses new ones.
func (l *link) sever() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = true
	_ = l.server.Close() // it is to hurt
}

// changed notes that an answer has been written: only then does a connection become idle.
func (l *link) changed(c net.Conn, state http.ConnState) {
	if state != http.StateIdle && state != http.StateClosed {
		return
	}
	l.mu.Lock()
	m := l.carries[c]
	delete(l.carries, c)
	l.mu.Unlock()
	if m != nil && state == http.StateIdle {
		l.tg.mu.Lock()
		m.answered = true
		l.tg.mu.Unlock()
	}
}

// apiCall are the parameters of all calls that are looked at.
type apiCall struct {
	ChatID      int64  `json:"chat_id"`
	Text        string `json:"text"`
	Title       string `json:"title"`
	Payload     string `json:"payload"`
	Checkout    string `json:"pre_checkout_query_id"`
	OK          bool   `json:"ok"`
	Secret      string `json:"secret_token"`
	ReplyMarkup struct {
		InlineKeyboard [][]struct {
			CallbackData string `json:"callback_data"`
		} `json:"inline_keyboard"`
	} `json:"reply_markup"`
}

// ServeHTTP answers one call.
func (l *link) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var call apiCall
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // it was cut while it came: nothing has been taken
	}
	if len(body) > 0 && json.Unmarshal(body, &call) != nil {
		http.Error(w, `{"ok":false,"error_code":400,"description":"Bad Request: not JSON"}`, http.StatusBadRequest)
		return
	}
	path := strings.Split(r.URL.Path, "/") // "", "bot<id>:<secret>", method
	id, _, _ := strings.Cut(strings.TrimPrefix(path[1], "bot"), ":")
	bot, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		http.Error(w, `{"ok":false,"error_code":404,"description":"Not Found"}`, http.StatusNotFound)
		return
	}
	result, err := l.perform(r, bot, path[len(path)-1], &call)
	w.Header().Set("Content-Type", "application/json")
	switch {
	case errors.Is(err, errCut):
		panic(http.ErrAbortHandler) // net/http's way to close without an answer
	case err != nil:
		w.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprintf(w, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after %d","parameters":{"retry_after":%d}}`, retryAfter, retryAfter)
	default:
		_, _ = io.WriteString(w, `{"ok":true,"result":`+result+`}`) // who does not read it calls again
	}
}

var (
	errCut   = errors.New("the connection is cut")
	errFlood = errors.New("too many requests")
)

// perform carries a call out, and gives its result as JSON.
func (l *link) perform(r *http.Request, bot int64, method string, c *apiCall) (string, error) {
	s := l.tg
	switch method {
	case "sendMessage", "sendInvoice":
		if time.Now().UnixNano() < s.stormEnds.Load() && rand.Float64() < stormPart {
			s.refused.Add(1)
			return "", errFlood
		}
		m, err := l.take(r, bot, c)
		if err != nil {
			return "", err
		}
		<-time.After(callTime)
		return fmt.Sprintf(`{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private"}}`, m.id, m.at.Unix(), m.chat), nil
	case "answerPreCheckoutQuery":
		s.mu.Lock()
		defer s.mu.Unlock()
		if _, again := s.agreed[c.Checkout]; !again { // the first word counts
			s.agreed[c.Checkout] = c.OK
		}
		return "true", nil
	case "setWebhook":
		s.mu.Lock()
		defer s.mu.Unlock()
		s.secrets[bot] = c.Secret
		return "true", nil
	case "getMe":
		return fmt.Sprintf(`{"id":%d,"is_bot":true,"first_name":"Crash","username":"crash%d_bot"}`, bot, bot), nil
	case "getWebhookInfo":
		return `{"url":"","has_custom_certificate":false,"pending_update_count":0}`, nil
	case "getMyCommands":
		return "[]", nil
	default:
		return "true", nil
	}
}

// take takes a message in: the person sees it from now on, whatever becomes of the answer.
func (l *link) take(r *http.Request, bot int64, c *apiCall) (*message, error) {
	s := l.tg
	m := &message{bot: bot, chat: c.ChatID, text: c.Text + c.Title, order: c.Payload, by: l}
	if k := c.ReplyMarkup.InlineKeyboard; len(k) > 0 && len(k[0]) > 0 {
		m.button = k[0][0].CallbackData
	}
	l.mu.Lock()
	if l.cut {
		l.mu.Unlock()
		return nil, errCut
	}
	conn, _ := r.Context().Value(connKey{}).(net.Conn)
	l.carries[conn] = m
	l.mu.Unlock()
	s.mu.Lock()
	m.id, m.at = int64(len(s.messages))+1, time.Now()
	s.messages = append(s.messages, m)
	p := s.people[m.chat]
	s.mu.Unlock()
	if p != nil {
		p.hear(m)
	}
	return m, nil
}

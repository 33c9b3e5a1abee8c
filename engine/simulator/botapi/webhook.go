package botapi

import (
	"bytes"
	"container/list"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// How webhooks are served: Bot API, setWebhook, and Telegram's server.
const (
	webhookConnections    = 40
	maxWebhookConnections = 100
	webhookTimeout        = time.Minute
	webhookMaxDelay       = time.Minute
	webhookMaxRetryAfter  = time.Hour
	maxSecret             = 256
)

// webhook delivers a bot's updates. Its fields below q are guarded by q.mu.
//
// Each lane (a chat's messages, a user's callbacks, a user's payments) has at
// most one goroutine, which posts the lane's updates one after the other and
// repeats each until it is answered with 2xx or has expired. Different lanes
// are independent.
type webhook struct {
	url     string
	secret  string
	ip      string
	cert    bool
	allowed []string
	slots   chan struct{}
	cancel  context.CancelFunc
	running sync.WaitGroup
	spawn   func(lane string) // starts the lane's goroutine

	q         *updateQueue
	lanes     map[string][]hookUpdate
	lastError string
	errorAt   time.Time
}

// hookUpdate is an update with its place in the queue.
type hookUpdate struct {
	*pendingUpdate
	element *list.Element
}

// checkWebhookURL checks the address as Telegram does. Plain HTTP is taken only
// for this machine, as by a local Bot API server.
func checkWebhookURL(address string) *Error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return badRequest("bad webhook: invalid webhook URL specified")
	}
	if loopbackURL(u) && (u.Scheme == "http" || u.Scheme == "https") {
		return nil
	}
	if u.Scheme != "https" {
		return badRequest("bad webhook: An HTTPS URL must be provided for webhook")
	}
	switch u.Port() {
	case "", "443", "80", "88", "8443":
		return nil
	default:
		return badRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
	}
}

func validSecret(s string) *Error {
	if len(s) > maxSecret {
		return badRequest("secret token is too long")
	}
	for i := range len(s) {
		if c := s[i]; !isAlnum(c) && c != '_' && c != '-' {
			return badRequest("secret token contains unallowed characters")
		}
	}
	return nil
}

// setWebhook starts deliveries that outlive the call.
func (b *bot) setWebhook(ctx context.Context, r *request) (any, error) {
	address := r.str("url")
	if address == "" {
		deleted, _ := deleteWebhook(b, r)
		return deleted, nil
	}
	if err := checkWebhookURL(address); err != nil {
		return nil, err
	}
	if err := validSecret(r.str("secret_token")); err != nil {
		return nil, err
	}
	allowed, refusal := r.allowedUpdates()
	if refusal != nil {
		return nil, refusal
	}
	slots := int(r.integer("max_connections"))
	if slots < 1 {
		slots = webhookConnections
	}
	_, cert := r.files["certificate"]
	life, cancel := context.WithCancel(context.WithoutCancel(ctx))
	h := &webhook{
		url: address, secret: r.str("secret_token"), ip: r.str("ip_address"), cert: cert,
		allowed: sortedKeys(allowed), slots: make(chan struct{}, min(slots, maxWebhookConnections)),
		cancel: cancel, q: &b.queue, lanes: map[string][]hookUpdate{},
	}
	h.spawn = func(lane string) {
		h.running.Go(func() { h.drain(life, lane) })
	}
	b.queue.stopWebhook()
	q := h.q
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.poller != nil {
		q.poller.reason = "terminated by setWebhook request"
		close(q.poller.ended)
		q.poller = nil
	}
	if r.str("allowed_updates") != "" {
		q.allowed = allowed
	}
	if r.bool("drop_pending_updates") {
		q.pending.Init()
	}
	q.hook = h
	for e := q.pending.Front(); e != nil; e = e.Next() {
		h.dispatch(e.Value.(*pendingUpdate), e)
	}
	return true, nil
}

// stopWebhook ends deliveries and waits for those under way.
func (q *updateQueue) stopWebhook() {
	q.mu.Lock()
	h := q.hook
	q.hook = nil
	q.mu.Unlock()
	if h != nil {
		h.cancel()
		h.running.Wait()
	}
}

func deleteWebhook(b *bot, r *request) (any, *Error) {
	b.queue.stopWebhook()
	q := &b.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	if r.bool("drop_pending_updates") {
		q.pending.Init()
	}
	q.wakeLocked()
	return true, nil
}

// dispatch puts the update into its lane. q.mu is held.
func (h *webhook) dispatch(u *pendingUpdate, e *list.Element) {
	waiting, busy := h.lanes[u.lane]
	h.lanes[u.lane] = append(waiting, hookUpdate{u, e})
	if !busy {
		h.spawn(u.lane)
	}
}

// drain delivers one lane until it is empty.
func (h *webhook) drain(ctx context.Context, lane string) {
	for {
		h.q.mu.Lock()
		waiting := h.lanes[lane]
		if len(waiting) == 0 || ctx.Err() != nil {
			delete(h.lanes, lane)
			h.q.mu.Unlock()
			return
		}
		u := waiting[0]
		h.q.mu.Unlock()

		if !h.deliver(ctx, u.pendingUpdate) {
			continue // the context has ended
		}
		if !u.again && h.q.bot.server.faults.resend() {
			u.again = true
			continue
		}
		h.q.mu.Lock()
		h.lanes[lane] = h.lanes[lane][1:]
		h.q.pending.Remove(u.element)
		h.q.mu.Unlock()
	}
}

// deliver posts the update until it is taken or has expired; it is false when
// the context ended before.
func (h *webhook) deliver(ctx context.Context, u *pendingUpdate) bool {
	delay := time.Duration(0) // the first repetition comes at once
	for {
		if h.q.bot.server.now().After(u.expires) {
			return true
		}
		after, ok := h.post(ctx, u)
		if ok {
			return true
		}
		pause(ctx, max(delay, after))
		if ctx.Err() != nil {
			return false
		}
		delay = min(max(2*delay, time.Second), webhookMaxDelay)
	}
}

// pause waits for the time or the context's end.
func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	<-timer.Done()
}

// post makes one attempt. It gives the Retry-After of a refusal.
func (h *webhook) post(ctx context.Context, u *pendingUpdate) (time.Duration, bool) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return 0, false
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(u.payload))
	if err != nil {
		h.failed("Wrong webhook URL")
		return 0, false
	}
	req.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", h.secret)
	}
	res, err := h.q.bot.server.client.Do(req)
	if err != nil {
		h.failed("Connection failed")
		return 0, false
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxTextSource*4))
	if res.StatusCode/100 != 2 {
		h.failed("Wrong response from the webhook: " + res.Status)
		seconds, _ := strconv.Atoi(res.Header.Get("Retry-After"))
		return min(time.Duration(max(seconds, 0))*time.Second, webhookMaxRetryAfter), false
	}
	if err == nil {
		h.replied(ctx, res.Header.Get("Content-Type"), body)
	}
	return 0, true
}

// replied performs the call that a webhook may answer with. Its result is
// never seen.
func (h *webhook) replied(ctx context.Context, contentType string, body []byte) {
	if len(body) == 0 || !strings.HasPrefix(contentType, "application/json") {
		return
	}
	var params map[string]json.RawMessage
	if json.Unmarshal(body, &params) != nil {
		return
	}
	name := strings.ToLower(bareText(params["method"]))
	delete(params, "method")
	if name == "" || strings.HasPrefix(name, "get") {
		return
	}
	switch name {
	case "setwebhook", "deletewebhook", "close", "logout":
		return
	}
	b := h.q.bot
	_, _ = b.server.Call(ctx, b.token, name, params, nil) // never seen, as on Telegram
}

func (h *webhook) failed(text string) {
	h.q.mu.Lock()
	defer h.q.mu.Unlock()
	h.lastError, h.errorAt = text, h.q.bot.server.now()
}

// webhookInfo is the Bot API's WebhookInfo.
type webhookInfo struct {
	URL              string   `json:"url"`
	HasCertificate   bool     `json:"has_custom_certificate"`
	PendingUpdates   int      `json:"pending_update_count"`
	IPAddress        string   `json:"ip_address,omitempty"`
	LastErrorDate    int64    `json:"last_error_date,omitempty"`
	LastErrorMessage string   `json:"last_error_message,omitempty"`
	MaxConnections   int      `json:"max_connections,omitempty"`
	AllowedUpdates   []string `json:"allowed_updates,omitempty"`
}

func getWebhookInfo(b *bot, _ *request) (any, *Error) {
	q := &b.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	info := webhookInfo{PendingUpdates: q.pending.Len()}
	if h := q.hook; h != nil {
		info.URL, info.HasCertificate, info.IPAddress = h.url, h.cert, h.ip
		info.MaxConnections, info.AllowedUpdates = cap(h.slots), h.allowed
		if h.lastError != "" {
			info.LastErrorDate, info.LastErrorMessage = h.errorAt.Unix(), h.lastError
		}
	}
	return info, nil
}

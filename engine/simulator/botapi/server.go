package botapi

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Clock gives the time that the simulated Telegram lives in.
type Clock interface {
	Now() time.Time
}

// Options configures a Server. The zero value is usable.
type Options struct {
	// Clock stamps messages and ages queries; nil means the system's clock.
	// Delays that are really waited for (long polls, webhook retries, latency)
	// are not its matter.
	Clock Clock
	// Strict turns findings into errors: a call with a parameter that Telegram
	// would silently ignore is refused. Telegram's own refusals are always on.
	Strict bool
	// NoHistory keeps no call log and only the latest messages of each chat,
	// for load tests and for servers that live long.
	NoHistory bool
	// KeepMessages is how many messages of a chat stay with NoHistory at most;
	// 0 means 32.
	KeepMessages int
	// Limits are the rate limits on sending; nil means none.
	Limits *Limits
	// Transport carries webhook deliveries; nil means http.DefaultTransport's
	// settings.
	Transport http.RoundTripper
	// Fetch downloads a file that a bot names by address; nil means that every
	// well-formed address is taken as an existing file.
	Fetch func(ctx context.Context, address string) ([]byte, error)
}

// Server is a simulated Telegram with any number of bots and people. It is
// safe for concurrent use. Close stops what it started.
type Server struct {
	opts    Options
	clock   Clock
	methods map[string]*method
	client  *http.Client
	serial  atomic.Int64 // ids of files, queries, charges, links
	userIDs atomic.Int64
	bots    sync.Map // token to *bot

	mu     sync.RWMutex
	people map[int64]*Person
	groups map[int64]*Group

	faults  faultState
	log     callLog
	limiter limiter
}

// Bot describes a bot to AddBot. Zero fields get plausible values.
type Bot struct {
	ID        int64 // zero: the number before ":" in the token, else a new one
	Username  string
	FirstName string
	// ReadsAllGroupMessages switches group privacy off.
	ReadsAllGroupMessages bool
}

// bot is one bot's side of Telegram.
type bot struct {
	server  *Server
	token   string
	user    User
	readAll bool
	queue   updateQueue

	mu        sync.RWMutex
	private   map[int64]*chat
	files     map[string]*storedFile
	filePaths map[string]*storedFile
	queries   map[string]*query
	links     map[string]*invoice
	settings  settings
	ledger    []starTransaction
	balance   int64
}

// New makes an empty Telegram.
func New(opts Options) *Server {
	s := &Server{
		opts:    opts,
		clock:   opts.Clock,
		methods: newMethods(),
		people:  map[int64]*Person{},
		groups:  map[int64]*Group{},
	}
	if s.clock == nil {
		s.clock = systemClock{}
	}
	transport := opts.Transport
	if transport == nil {
		transport = &http.Transport{MaxIdleConnsPerHost: maxWebhookConnections, IdleConnTimeout: time.Minute}
	}
	s.client = &http.Client{
		Transport: transport,
		Timeout:   webhookTimeout,
		// Telegram follows no redirects.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	s.userIDs.Store(firstUserID)
	s.limiter.limits = opts.Limits
	return s
}

// firstUserID leaves the ids below it to bots whose tokens carry one.
const firstUserID = 5_000_000_000

type systemClock struct{}

func (systemClock) Now() time.Time {
	return time.Now() //nolint:forbidigo // the one place where the simulator meets the system's clock
}

// AddBot makes a bot known under its token. Adding a token again replaces
// nothing and does nothing.
func (s *Server) AddBot(token string, b Bot) {
	if b.ID == 0 {
		head, _, _ := strings.Cut(token, ":")
		b.ID, _ = strconv.ParseInt(head, 10, 64)
	}
	if b.ID == 0 {
		b.ID = s.userIDs.Add(1)
	}
	if b.Username == "" {
		b.Username = "simulated_" + strconv.FormatInt(b.ID, 10) + "_bot"
	}
	if b.FirstName == "" {
		b.FirstName = b.Username
	}
	nb := &bot{
		server:    s,
		token:     token,
		user:      User{ID: b.ID, IsBot: true, FirstName: b.FirstName, Username: b.Username},
		readAll:   b.ReadsAllGroupMessages,
		private:   map[int64]*chat{},
		files:     map[string]*storedFile{},
		filePaths: map[string]*storedFile{},
		queries:   map[string]*query{},
		links:     map[string]*invoice{},
		settings:  newSettings(),
	}
	nb.queue.init(nb)
	s.bots.LoadOrStore(token, nb)
}

// Revoke gives a bot another token, as BotFather does: calls with the old one are
// refused from now on. The history goes on under the token the bot had at first.
// It reports false, and does nothing, if there is no such bot.
func (s *Server) Revoke(token, fresh string) bool {
	b, ok := s.bots.LoadAndDelete(token)
	if ok {
		s.bots.Store(fresh, b)
	}
	return ok
}

// Close stops webhook deliveries and waits for those under way. The Server
// answers calls as before, but delivers to no webhook any more.
func (s *Server) Close() {
	s.bots.Range(func(_, value any) bool {
		value.(*bot).queue.stopWebhook()
		return true
	})
	s.client.CloseIdleConnections()
}

// bot is nil for unknown tokens.
func (s *Server) bot(token string) *bot {
	if v, ok := s.bots.Load(token); ok {
		return v.(*bot)
	}
	return nil
}

// mustBot is for the people's side, where an unknown bot is a caller's slip.
func (s *Server) mustBot(token string) (*bot, error) {
	if b := s.bot(token); b != nil {
		return b, nil
	}
	return nil, errNoBot
}

func (s *Server) now() time.Time {
	return s.clock.Now()
}

// newID is a number that no other query, charge or file has.
func (s *Server) newID() string {
	return strconv.FormatInt(s.serial.Add(1)+1_000_000, 10)
}

// selfInfo is the User that getMe gives, with the fields it alone has.
type selfInfo struct {
	User
	CanJoinGroups           bool `json:"can_join_groups"`
	CanReadAllGroupMessages bool `json:"can_read_all_group_messages"`
	SupportsInlineQueries   bool `json:"supports_inline_queries"`
	CanConnectToBusiness    bool `json:"can_connect_to_business"`
	HasMainWebApp           bool `json:"has_main_web_app"`
}

func getMe(b *bot, _ *request) (any, *Error) {
	return selfInfo{
		User: b.user, CanJoinGroups: true, CanReadAllGroupMessages: b.readAll, SupportsInlineQueries: true,
	}, nil
}

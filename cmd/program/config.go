package program

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
	"github.com/scenarist/scenarist/storage"
)

// config is the configuration of the server: flags, each also an environment variable.
type config struct {
	Data       string   `env:"SCENARIST_DATA" default:"data" placeholder:"DIR" help:"Directory of the database and the key."`
	Listen     string   `env:"SCENARIST_LISTEN" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address of the web server."`
	PublicURL  string   `env:"SCENARIST_PUBLIC_URL" placeholder:"URL" help:"https address under which the world reaches this server; with it Telegram calls us (webhooks), without it we ask Telegram (polling)."`
	APIURL     string   `name:"api-url" env:"SCENARIST_API_URL" default:"https://api.telegram.org" placeholder:"URL" help:"Bot API server; your own one lifts Telegram's file limits."`
	APIFiles   string   `name:"api-files" env:"SCENARIST_API_FILES" placeholder:"DIR" help:"Where a Bot API server of your own that runs with --local keeps its files, on a disk that is shared with it: files of up to 2000 MB can then be received and sent."`
	Database   string   `env:"SCENARIST_DATABASE" placeholder:"FILE|URL" help:"SQLite file, or address of a PostgreSQL database such as postgres://user:password@host/name, which is better set as a variable than as a flag; default scenarist.db in the data directory."`
	Token      string   `env:"SCENARIST_TOKEN" placeholder:"TOKEN" help:"Bot token from @BotFather; better set as a variable than as a flag. Without it the bots that were added are served, and the examples run in a simulated Telegram."`
	Bot        string   `env:"SCENARIST_BOT" placeholder:"FILE" help:"Document of the bot that the token belongs to."`
	Owner      string   `env:"SCENARIST_OWNER" placeholder:"ID" help:"Telegram id of the person who gets the bot's notices. Without it a link to claim the bot is printed."`
	Key        string   `env:"SCENARIST_KEY" placeholder:"KEY,…" help:"Master key of the secrets, 32 bytes as hex or base64, during a rotation several, the newest first; default: a file in the data directory that only you can read."`
	Staff      []string `env:"SCENARIST_STAFF" sep:"," placeholder:"ROLE=ID,…" help:"Who else gets notices, by role, such as barista=123456789."`
	AllowHosts []string `env:"SCENARIST_ALLOW_HOSTS" sep:"," placeholder:"HOST,…" help:"Private hosts or networks that bots may call all the same, such as 10.0.0.5 or 192.168.1.0/24."`
	SendRate   string   `env:"SCENARIST_SEND_RATE" default:"30" placeholder:"N" help:"Messages a second that the bot sends at most. Telegram allows 30, and more to those who pay for it; 0 takes all limits away, for a server of one's own."`
	blocksFlag

	KeptBytes string `env:"SCENARIST_KEPT_BYTES" default:"1G" placeholder:"SIZE" help:"Room for the files that one bot keeps, such as 500M or 20G."`
	MediaFile string `env:"SCENARIST_MEDIA_FILE" default:"20M" placeholder:"SIZE" help:"How large a file of a bot's media library may be, such as 50M. Telegram takes photos of up to 10 MB and other files of up to 50 MB, a Bot API server of your own more."`
	MediaRoom string `env:"SCENARIST_MEDIA_ROOM" default:"1G" placeholder:"SIZE" help:"Room for the media library of one bot, such as 500M or 20G."`
	Film      string `env:"SCENARIST_FILM" default:"all" placeholder:"WHICH" help:"Of which turns is kept what went on in them, for the question why somebody got what they got: all, troubles (only those in which something went wrong), or off."`
	FilmDays  string `env:"SCENARIST_FILM_DAYS" default:"14" placeholder:"N" help:"How many days it is kept, at least."`
	LogLevel  string `env:"SCENARIST_LOG_LEVEL" default:"info" placeholder:"LEVEL" help:"debug, info, warn or error."`
	LogFormat string `env:"SCENARIST_LOG_FORMAT" default:"text" placeholder:"FORMAT" help:"text or json."`

	TrustedProxies []string `env:"SCENARIST_TRUSTED_PROXIES" sep:"," default:"127.0.0.1,::1" placeholder:"HOST,…" help:"Addresses or networks of proxies in front of this server, which are believed in whose requests they pass on, such as 10.0.0.5 or 172.16.0.0/12."`

	AdminListen   string `env:"SCENARIST_ADMIN_LISTEN" placeholder:"HOST:PORT" help:"Address of the pages for whoever runs the server: /metrics for Prometheus and /jobs/, such as 127.0.0.1:9464. Without it there are none."`
	AdminPassword string `env:"SCENARIST_ADMIN_PASSWORD" placeholder:"PASSWORD" help:"Password of those pages, 12 characters or more, better set as a variable than as a flag; without one they are for this machine only."`
	MetricsBots   string `env:"SCENARIST_METRICS_BOTS" default:"50" placeholder:"N" help:"How many bots are counted each by itself in /metrics; the others are counted together."`
	Drain         string `env:"SCENARIST_DRAIN" default:"0s" placeholder:"TIME" help:"How long to go on when asked to stop, with /readyz saying no, so that a balancer sends the updates elsewhere, such as 10s."`

	OIDCIssuer         string   `name:"oidc-issuer" env:"SCENARIST_OIDC_ISSUER" placeholder:"URL" help:"A server by which people log in to the editor (OpenID Connect), such as https://accounts.google.com; without it they have passwords only."`
	OIDCClientID       string   `name:"oidc-client-id" env:"SCENARIST_OIDC_CLIENT_ID" placeholder:"ID" help:"What that server calls us. Tell it the address PUBLIC_URL/api/v1/login/oidc/callback."`
	OIDCClientSecret   string   `name:"oidc-client-secret" env:"SCENARIST_OIDC_CLIENT_SECRET" placeholder:"SECRET" help:"What we show it; better set as a variable than as a flag."`
	OIDCAllowedDomains []string `name:"oidc-allowed-domains" env:"SCENARIST_OIDC_ALLOWED_DOMAINS" sep:"," placeholder:"DOMAIN,…" help:"Whose e-mails may log in by it, such as example.com; without it all that have an account or an invitation."`

	AlertURL    string `name:"alert-url" env:"SCENARIST_ALERT_URL" placeholder:"URL" help:"Address that is told, by a POST with JSON, of bots that stop working since their token is refused, of their recovery, and of quotas that are reached."`
	AlertSecret string `env:"SCENARIST_ALERT_SECRET" placeholder:"SECRET" help:"Signs these calls, as the block http.webhook_out does; better set as a variable than as a flag."`

	BackupDir   string `env:"SCENARIST_BACKUP_DIR" placeholder:"DIR" help:"Directory for backups of the SQLite database, which are made while the server runs; without it there are none."`
	BackupEvery string `env:"SCENARIST_BACKUP_EVERY" default:"24h" placeholder:"TIME" help:"Time from one backup to the next, such as 24h or 90m."`
	BackupKeep  string `env:"SCENARIST_BACKUP_KEEP" default:"7" placeholder:"N" help:"How many backups are kept; older ones are deleted."`
}

// settings is a configuration that was found right.
type settings struct {
	config
	database   string   // the file, or the address without the password
	postgres   string   // the address, if it is one
	owner      int64    // 0: nobody yet
	masterKeys [][]byte // the newest first; nil: use the key file
	staff      []member
	sendRate   int
	keptBytes  int64 // 0: the usual
	media      studio.MediaLimits
	backups    storage.Backups
	level      slog.Level

	films     host.Films
	keepFilms time.Duration

	metricsBots int
	drain       time.Duration
}

// tokenPattern is the form of a bot token: the bot's id, a colon and 35 characters (Telegram's own are that long; test
// servers take others).
var tokenPattern = regexp.MustCompile(`^[0-9]{1,16}:[A-Za-z0-9_-]{3,64}$`)

// wrong makes the error of one wrong value: which variable, what is wrong, what a right value looks like.
func wrong(variable, format string, args ...any) error {
	return &usageError{fmt.Sprintf("%s (%s): %s", variable, flagOf(variable), fmt.Sprintf(format, args...))}
}

func flagOf(variable string) string {
	return "--" + strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(variable, "SCENARIST_")), "_", "-")
}

// settle checks every value and fills in the defaults that depend on others.
func (c config) settle() (*settings, error) {
	s := &settings{config: c}
	if c.Data == "" {
		return nil, wrong("SCENARIST_DATA", "it is empty; name a directory, such as /var/lib/scenarist")
	}
	_, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return nil, wrong("SCENARIST_LISTEN", "%q is no address; write host and port, such as 127.0.0.1:8080 or :8080", c.Listen)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return nil, wrong("SCENARIST_LISTEN", "%q is no port; it is a number from 0 to 65535, such as 8080", port)
	}
	if err := c.checkURLs(); err != nil {
		return nil, err
	}
	if err := c.checkAlerts(); err != nil {
		return nil, err
	}
	if err := c.checkBot(); err != nil {
		return nil, err
	}
	if c.Owner != "" {
		if s.owner, err = strconv.ParseInt(c.Owner, 10, 64); err != nil || s.owner < 1 || s.owner > maxPersonID {
			return nil, wrong("SCENARIST_OWNER", "%q is no person; write the Telegram id, a number such as 123456789", c.Owner)
		}
	}
	if err := s.checkDatabase(); err != nil {
		return nil, err
	}
	if s.masterKeys, err = parseKeys(c.Key); err != nil {
		return nil, err
	}
	for _, h := range c.TrustedProxies {
		if err := checkProxy(h); err != nil {
			return nil, err
		}
	}
	for _, h := range c.AllowHosts {
		if err := checkHost(h); err != nil {
			return nil, err
		}
	}
	if s.staff, err = parseStaff(c.Staff); err != nil {
		return nil, err
	}
	if err := s.checkAdmin(); err != nil {
		return nil, err
	}
	if s.sendRate, err = strconv.Atoi(c.SendRate); err != nil || s.sendRate < 0 || s.sendRate > maxSendRate {
		return nil, wrong("SCENARIST_SEND_RATE", "%q is no rate; it is a number from 0 to %d, such as 30", c.SendRate, maxSendRate)
	}
	if s.keptBytes = parseSize(c.KeptBytes); s.keptBytes == 0 && c.KeptBytes != "" {
		return nil, wrong("SCENARIST_KEPT_BYTES", "%q is no size; it is a number of bytes, or one with K, M, G or T, such as 500M or 20G", c.KeptBytes)
	}
	if err := s.checkMedia(); err != nil {
		return nil, err
	}
	if err := s.checkFilms(); err != nil {
		return nil, err
	}
	if err := c.checkOIDC(); err != nil {
		return nil, err
	}
	if err := s.checkBackups(); err != nil {
		return nil, err
	}
	if err := s.level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return nil, wrong("SCENARIST_LOG_LEVEL", "%q is none of debug, info, warn, error; the usual one is info", c.LogLevel)
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		return nil, wrong("SCENARIST_LOG_FORMAT", "%q is neither text nor json; the usual one is text", c.LogFormat)
	}
	return s, nil
}

// maxSendRate is what Telegram allows at most, to those who pay for it: Bot FAQ, "How can I message all of my bot's
// subscribers at once?".
const maxSendRate = 1000

// rates gives the limits on sending.
func (s *settings) rates() host.Rates {
	if s.sendRate == 0 {
		return host.Rates{}
	}
	r, own := host.TelegramRates(), host.BotRates(s.sendRate)
	r.Bot, r.Bulk = own.Bot, own.Bulk
	return r
}

// maxFilmDays bounds how long films are kept.
const maxFilmDays = 3650

func (s *settings) checkFilms() error {
	s.films, s.keepFilms = host.FilmsAll, 0
	switch s.Film {
	case "", "all":
	case "troubles":
		s.films = host.FilmsTroubles
	case "off":
		s.films = host.FilmsOff
	default:
		return wrong("SCENARIST_FILM", "%q is none of all, troubles, off; the usual one is all", s.Film)
	}
	if s.FilmDays == "" {
		return nil
	}
	days, err := strconv.Atoi(s.FilmDays)
	if err != nil || days < 1 || days > maxFilmDays {
		return wrong("SCENARIST_FILM_DAYS", "%q is no number of days; it is a number from 1 to %d, such as 14", s.FilmDays, maxFilmDays)
	}
	s.keepFilms = time.Duration(days) * 24 * time.Hour
	return nil
}

func (c config) checkURLs() error {
	if c.PublicURL != "" {
		u, err := url.Parse(c.PublicURL)
		if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || u.RawQuery != "" || u.Fragment != "" {
			return wrong("SCENARIST_PUBLIC_URL", "%q is no web address; write it like https://bots.example.com", c.PublicURL)
		}
		// Telegram delivers to https only, a Bot API server of one's own also to http.
		if u.Scheme == "http" && strings.HasPrefix(c.APIURL, "https://api.telegram.org") {
			return wrong("SCENARIST_PUBLIC_URL", "Telegram delivers to https addresses only; write it like https://bots.example.com (got %q)", c.PublicURL)
		}
	}
	u, err := url.Parse(c.APIURL)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return wrong("SCENARIST_API_URL", "%q is no web address; write it like http://127.0.0.1:8081", c.APIURL)
	}
	switch {
	case c.APIFiles == "":
	case strings.HasPrefix(c.APIURL, "https://api.telegram.org"):
		return wrong("SCENARIST_API_FILES", "Telegram's own server keeps no files here; name your server with SCENARIST_API_URL, or leave this out")
	case !filepath.IsAbs(c.APIFiles):
		return wrong("SCENARIST_API_FILES", "%q is no whole path; write it like /var/lib/telegram-bot-api", c.APIFiles)
	}
	return nil
}

// checkAlerts never repeats the address: it may hold a secret.
func (c config) checkAlerts() error {
	if c.AlertURL == "" {
		return nil
	}
	u, err := url.Parse(c.AlertURL)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return wrong("SCENARIST_ALERT_URL", "it is no web address; write it like https://alerts.example.com/scenarist")
	}
	return nil
}

// maxUpload is the largest file that can be sent, in bytes; 0 is what Telegram takes.
func (c config) maxUpload() int64 {
	if c.APIFiles == "" {
		return 0
	}
	return telegram.LocalUploadBytes
}

func (c config) checkBot() error {
	switch {
	case c.Token != "" && !tokenPattern.MatchString(c.Token):
		return wrong("SCENARIST_TOKEN", "this is no bot token; @BotFather gives one that looks like 123456789:AAF…")
	case c.Token != "" && c.Bot == "":
		return wrong("SCENARIST_BOT", "a token is set, but not which bot it is for; name the document, such as examples/coffee/bot.json")
	case c.Token == "" && c.Bot != "":
		return wrong("SCENARIST_TOKEN", "the bot %s needs a token, such as 123456789:AAF…; get one from @BotFather, or try the bot without any: scenarist chat %s", c.Bot, c.Bot)
	}
	return nil
}

// checkDatabase tells a file from an address. An address is never repeated: it may hold a password.
func (s *settings) checkDatabase() error {
	switch d := s.Database; {
	case strings.HasPrefix(d, "postgres://"), strings.HasPrefix(d, "postgresql://"):
		u, err := url.Parse(d)
		if err != nil || strings.Trim(u.Path, "/") == "" || u.Fragment != "" {
			return wrong("SCENARIST_DATABASE", "it is no address of a PostgreSQL database; write it like postgres://user:password@host:5432/name, with %%40 for an @ in the password")
		}
		s.postgres = d
		s.database = storage.Options{URL: d}.Name()
	case strings.Contains(d, "://"):
		scheme, _, _ := strings.Cut(d, "://")
		return wrong("SCENARIST_DATABASE", "%s:// is neither a file nor PostgreSQL; write data/scenarist.db or postgres://user:password@host:5432/name", scheme)
	case d == "":
		s.database = filepath.Join(s.Data, "scenarist.db")
	default:
		s.database = d
	}
	return nil
}

// maxBackups bounds the files that are kept.
const maxBackups = 10000

func (s *settings) checkBackups() error {
	if s.BackupDir == "" {
		return nil
	}
	if s.postgres != "" {
		return wrong("SCENARIST_BACKUP_DIR", "these are backups of SQLite; for PostgreSQL let cron or systemd run: scenarist backup FILE")
	}
	every, err := time.ParseDuration(s.BackupEvery)
	if err != nil || every < time.Minute {
		return wrong("SCENARIST_BACKUP_EVERY", "%q is no time of a minute at least; write it like 24h or 90m", s.BackupEvery)
	}
	keep, err := strconv.Atoi(s.BackupKeep)
	if err != nil || keep < 1 || keep > maxBackups {
		return wrong("SCENARIST_BACKUP_KEEP", "%q is no number of backups; it is a number from 1 to %d, such as 7", s.BackupKeep, maxBackups)
	}
	s.backups = storage.Backups{Dir: s.BackupDir, Every: every, Keep: keep}
	return nil
}

// store says which database to open.
func (s *settings) store() storage.Options {
	if s.postgres != "" {
		return storage.Options{URL: s.postgres}
	}
	return storage.Options{Path: s.database}
}

// parseKeys reads master keys, the newest first; nil for none.
func parseKeys(text string) ([][]byte, error) {
	if text == "" {
		return nil, nil
	}
	var keys [][]byte
	for one := range strings.SplitSeq(text, ",") {
		key, err := parseKey(strings.TrimSpace(one))
		if err != nil {
			return nil, err
		}
		if key == nil {
			return nil, wrong("SCENARIST_KEY", "one of the keys is empty; write them like NEW,OLD")
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// parseKey reads a master key of 32 bytes; nil for none.
func parseKey(text string) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	for _, decode := range []func(string) ([]byte, error){
		hex.DecodeString, base64.StdEncoding.DecodeString, base64.RawStdEncoding.DecodeString,
		base64.URLEncoding.DecodeString, base64.RawURLEncoding.DecodeString,
	} {
		if key, err := decode(text); err == nil && len(key) == 32 {
			return key, nil
		}
	}
	return nil, wrong("SCENARIST_KEY", "this is no key of 32 bytes, written like 64 hexadecimal digits; make one with: openssl rand -hex 32")
}

var hostName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$`)

func checkHost(h string) error {
	if _, err := netip.ParseAddr(h); err == nil {
		return nil
	}
	if _, err := netip.ParsePrefix(h); err == nil {
		return nil
	}
	if hostName.MatchString(h) {
		return nil
	}
	return wrong("SCENARIST_ALLOW_HOSTS", "%q is neither a host nor a network; write them like 10.0.0.5, 192.168.1.0/24 or crm.local", h)
}

func checkProxy(h string) error {
	if _, err := netip.ParseAddr(h); err == nil {
		return nil
	}
	if _, err := netip.ParsePrefix(h); err == nil {
		return nil
	}
	return wrong("SCENARIST_TRUSTED_PROXIES", "%q is neither an address nor a network; write them like 10.0.0.5 or 172.16.0.0/12", h)
}

// member is one person of the staff.
type member struct {
	role string
	id   int64
}

var staffRole = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

// parseStaff reads role=id pairs.
func parseStaff(pairs []string) ([]member, error) {
	var out []member
	for _, p := range pairs {
		role, id, _ := strings.Cut(p, "=")
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil || n <= 0 || !staffRole.MatchString(role) {
			return nil, wrong("SCENARIST_STAFF", "%q is no role with a person's Telegram id; write them like barista=123456789,cook=987654321", p)
		}
		out = append(out, member{role, n})
	}
	return out, nil
}

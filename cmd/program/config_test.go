package program

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/host"
)

// plain is the configuration without any flag or variable.
func plain() config {
	return config{
		Data: "data", Listen: "127.0.0.1:8080", APIURL: "https://api.telegram.org", SendRate: "30", KeptBytes: "1G",
		LogLevel: "info", LogFormat: "text",
	}
}

const testKey = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

func TestConfig_WrongValuesAreNamedWithAnExample(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*config)
		want   string
	}{
		{"no data", func(c *config) { c.Data = "" }, "SCENARIST_DATA (--data): it is empty; name a directory, such as /var/lib/scenarist"},
		{"no address", func(c *config) { c.Listen = "8080" }, `SCENARIST_LISTEN (--listen): "8080" is no address; write host and port, such as 127.0.0.1:8080 or :8080`},
		{"no port", func(c *config) { c.Listen = "127.0.0.1:web" }, `SCENARIST_LISTEN (--listen): "web" is no port; it is a number from 0 to 65535, such as 8080`},
		{"port too large", func(c *config) { c.Listen = "127.0.0.1:65536" }, `SCENARIST_LISTEN (--listen): "65536" is no port; it is a number from 0 to 65535, such as 8080`},
		{"public url without scheme", func(c *config) { c.PublicURL = "bots.example.com" }, `SCENARIST_PUBLIC_URL (--public-url): "bots.example.com" is no web address; write it like https://bots.example.com`},
		{"public url with query", func(c *config) { c.PublicURL = "https://bots.example.com/?a=1" }, `SCENARIST_PUBLIC_URL (--public-url): "https://bots.example.com/?a=1" is no web address; write it like https://bots.example.com`},
		{"public url without tls", func(c *config) { c.PublicURL = "http://bots.example.com" }, `SCENARIST_PUBLIC_URL (--public-url): Telegram delivers to https addresses only; write it like https://bots.example.com (got "http://bots.example.com")`},
		{"api files of telegram", func(c *config) { c.APIFiles = "/files" }, "SCENARIST_API_FILES (--api-files): Telegram's own server keeps no files here; name your server with SCENARIST_API_URL, or leave this out"},
		{"api files", func(c *config) { c.APIURL, c.APIFiles = "http://127.0.0.1:8081", "files" }, `SCENARIST_API_FILES (--api-files): "files" is no whole path; write it like /var/lib/telegram-bot-api`},
		{"api url", func(c *config) { c.APIURL = "127.0.0.1:8081" }, `SCENARIST_API_URL (--api-url): "127.0.0.1:8081" is no web address; write it like http://127.0.0.1:8081`},
		{"token", func(c *config) { c.Token = "secret" }, "SCENARIST_TOKEN (--token): this is no bot token; @BotFather gives one that looks like 123456789:AAF…"},
		{"token without bot", func(c *config) { c.Token = "1:abc" }, "SCENARIST_BOT (--bot): a token is set, but not which bot it is for; name the document, such as examples/coffee/bot.json"},
		{"bot without token", func(c *config) { c.Bot = "bot.json" }, "SCENARIST_TOKEN (--token): the bot bot.json needs a token, such as 123456789:AAF…; get one from @BotFather, or try the bot without any: scenarist chat bot.json"},
		{"owner by name", func(c *config) { c.Owner = "@ann" }, `SCENARIST_OWNER (--owner): "@ann" is no person; write the Telegram id, a number such as 123456789`},
		{"owner is a group", func(c *config) { c.Owner = "-5" }, `SCENARIST_OWNER (--owner): "-5" is no person; write the Telegram id, a number such as 123456789`},
		{"postgres without a database", func(c *config) { c.Database = "postgres://ann:secret@db" }, "SCENARIST_DATABASE (--database): it is no address of a PostgreSQL database; write it like postgres://user:password@host:5432/name, with %40 for an @ in the password"},
		{"postgres with a strange password", func(c *config) { c.Database = "postgres://ann:sec%ret@db/bots" }, "SCENARIST_DATABASE (--database): it is no address of a PostgreSQL database; write it like postgres://user:password@host:5432/name, with %40 for an @ in the password"},
		{"another database", func(c *config) { c.Database = "mysql://ann:secret@db/bots" }, `SCENARIST_DATABASE (--database): mysql:// is neither a file nor PostgreSQL; write data/scenarist.db or postgres://user:password@host:5432/name`},
		{"key", func(c *config) { c.Key = "hunter2" }, "SCENARIST_KEY (--key): this is no key of 32 bytes, written like 64 hexadecimal digits; make one with: openssl rand -hex 32"},
		{"key too short", func(c *config) { c.Key = testKey[:32] }, "SCENARIST_KEY (--key): this is no key of 32 bytes, written like 64 hexadecimal digits; make one with: openssl rand -hex 32"},
		{"staff without id", func(c *config) { c.Staff = []string{"barista=77", "cook"} }, `SCENARIST_STAFF (--staff): "cook" is no role with a person's Telegram id; write them like barista=123456789,cook=987654321`},
		{"staff of a group", func(c *config) { c.Staff = []string{"barista=-100"} }, `SCENARIST_STAFF (--staff): "barista=-100" is no role with a person's Telegram id; write them like barista=123456789,cook=987654321`},
		{"allowed hosts", func(c *config) { c.AllowHosts = []string{"10.0.0.5", "http://crm.local"} }, `SCENARIST_ALLOW_HOSTS (--allow-hosts): "http://crm.local" is neither a host nor a network; write them like 10.0.0.5, 192.168.1.0/24 or crm.local`},
		{"send rate in words", func(c *config) { c.SendRate = "fast" }, `SCENARIST_SEND_RATE (--send-rate): "fast" is no rate; it is a number from 0 to 1000, such as 30`},
		{"send rate too large", func(c *config) { c.SendRate = "1001" }, `SCENARIST_SEND_RATE (--send-rate): "1001" is no rate; it is a number from 0 to 1000, such as 30`},
		{"no room for files", func(c *config) { c.KeptBytes = "0" }, `SCENARIST_KEPT_BYTES (--kept-bytes): "0" is no size; it is a number of bytes, or one with K, M, G or T, such as 500M or 20G`},
		{"too much room for files", func(c *config) { c.KeptBytes = "999999999999T" }, `SCENARIST_KEPT_BYTES (--kept-bytes): "999999999999T" is no size; it is a number of bytes, or one with K, M, G or T, such as 500M or 20G`},
		{"room for files in words", func(c *config) { c.KeptBytes = "20 GB" }, `SCENARIST_KEPT_BYTES (--kept-bytes): "20 GB" is no size; it is a number of bytes, or one with K, M, G or T, such as 500M or 20G`},
		{"no size of a library's files", func(c *config) { c.MediaFile = "big" }, `SCENARIST_MEDIA_FILE (--media-file): "big" is no size; it is a number of bytes, or one with K, M, G or T, such as 500M or 20G`},
		{"no room for a library", func(c *config) { c.MediaRoom = "-1" }, `SCENARIST_MEDIA_ROOM (--media-room): "-1" is no size; it is a number of bytes, or one with K, M, G or T, such as 500M or 20G`},
		{"an issuer that is no address", func(c *config) { c.OIDCIssuer = "accounts" }, `SCENARIST_OIDC_ISSUER (--oidc-issuer): "accounts" is no web address; write it like https://accounts.example.com`},
		{"an issuer without a client", func(c *config) { c.OIDCIssuer = "https://accounts.example.com" }, `SCENARIST_OIDC_CLIENT_ID (--oidc-client-id): it is empty; the issuer gives one where this server is made known to it`},
		{"a client without an issuer", func(c *config) { c.OIDCClientSecret = "s" }, `SCENARIST_OIDC_ISSUER (--oidc-issuer): it is empty, and settings that go with it are not; write it like https://accounts.example.com`},
		{"a domain that is none", func(c *config) {
			c.OIDCIssuer, c.OIDCClientID, c.OIDCAllowedDomains = "https://accounts.example.com", "us", []string{"example.com", "me@example"}
		}, `SCENARIST_OIDC_ALLOWED_DOMAINS (--oidc-allowed-domains): "me@example" is no domain; write them like example.com,example.org`},
		{"films of some", func(c *config) { c.Film = "some" }, `SCENARIST_FILM (--film): "some" is none of all, troubles, off; the usual one is all`},
		{"films for no days", func(c *config) { c.FilmDays = "0" }, `SCENARIST_FILM_DAYS (--film-days): "0" is no number of days; it is a number from 1 to 3650, such as 14`},
		{"backups of postgres", func(c *config) { c.BackupDir, c.Database = "b", "postgres://ann@db/bots" }, `SCENARIST_BACKUP_DIR (--backup-dir): these are backups of SQLite; for PostgreSQL let cron or systemd run: scenarist backup FILE`},
		{"backups all the time", func(c *config) { c.BackupDir, c.BackupEvery = "b", "5s" }, `SCENARIST_BACKUP_EVERY (--backup-every): "5s" is no time of a minute at least; write it like 24h or 90m`},
		{"no backups", func(c *config) { c.BackupDir, c.BackupEvery, c.BackupKeep = "b", "24h", "0" }, `SCENARIST_BACKUP_KEEP (--backup-keep): "0" is no number of backups; it is a number from 1 to 10000, such as 7`},
		{"log level", func(c *config) { c.LogLevel = "loud" }, `SCENARIST_LOG_LEVEL (--log-level): "loud" is none of debug, info, warn, error; the usual one is info`},
		{"log format", func(c *config) { c.LogFormat = "xml" }, `SCENARIST_LOG_FORMAT (--log-format): "xml" is neither text nor json; the usual one is text`},
		{"admin address", func(c *config) { c.AdminListen = "9464" }, `SCENARIST_ADMIN_LISTEN (--admin-listen): "9464" is no address; write host and port, such as 127.0.0.1:9464`},
		{"admin port", func(c *config) { c.AdminListen = "127.0.0.1:metrics" }, `SCENARIST_ADMIN_LISTEN (--admin-listen): "metrics" is no port; it is a number from 0 to 65535, such as 9464`},
		{"admin for all", func(c *config) { c.AdminListen = ":9464" }, `SCENARIST_ADMIN_PASSWORD (--admin-password): other machines can reach :9464, so its pages need a password; set one, or listen on 127.0.0.1`},
		{"admin for a network", func(c *config) { c.AdminListen = "10.0.0.5:9464" }, `SCENARIST_ADMIN_PASSWORD (--admin-password): other machines can reach 10.0.0.5:9464, so its pages need a password; set one, or listen on 127.0.0.1`},
		{"admin password", func(c *config) { c.AdminPassword = "hunter2" }, `SCENARIST_ADMIN_PASSWORD (--admin-password): it is too short: it needs 12 characters; make one with: openssl rand -hex 16`},
		{"bots in metrics", func(c *config) { c.MetricsBots = "all" }, `SCENARIST_METRICS_BOTS (--metrics-bots): "all" is no number of bots; it is a number from 1 to 10000, such as 50`},
		{"drain", func(c *config) { c.Drain = "10" }, `SCENARIST_DRAIN (--drain): "10" is no time to wait; write it like 10s, up to 10m`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cfg := plain()
			c.change(&cfg)
			_, err := cfg.settle()
			var usage *usageError
			if !errors.As(err, &usage) || usage.message != c.want {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestConfig_DefaultsFollowFromOthers(t *testing.T) {
	t.Parallel()
	cfg := plain()
	cfg.Data, cfg.Owner, cfg.Key, cfg.LogLevel = "/srv/bots", "77", testKey, "warn"
	s, err := cfg.settle()
	if err != nil {
		t.Fatal(err)
	}
	if s.database != "/srv/bots/scenarist.db" || s.owner != 77 || len(s.masterKeys) != 1 || s.level != slog.LevelWarn {
		t.Errorf("got database %q, owner %d, %d keys, level %v", s.database, s.owner, len(s.masterKeys), s.level)
	}
}

func TestConfig_AdminPagesOfThisMachineNeedNoPassword(t *testing.T) {
	t.Parallel()
	for address, password := range map[string]string{
		"": "", "127.0.0.1:9464": "", "[::1]:9464": "", "localhost:0": "", "127.8.9.1:9464": "",
		":9464": "a long password", "[::]:9464": "a long password", "admin.example.com:9464": "a long password",
	} {
		cfg := plain()
		cfg.AdminListen, cfg.AdminPassword = address, password
		if _, err := cfg.settle(); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestConfig_SendRateLimitsTheBot(t *testing.T) {
	t.Parallel()
	free := host.TelegramRates()
	for text, want := range map[string]host.Rates{
		"0":  {},
		"30": free,
		"500": {
			Bot: host.Rate{Every: 2 * time.Millisecond, Burst: 500}, Bulk: host.Rate{Every: time.Second / 416, Burst: 83},
			Chat: free.Chat, Group: free.Group,
		},
	} {
		cfg := plain()
		cfg.SendRate = text
		s, err := cfg.settle()
		if err != nil {
			t.Fatal(err)
		}
		if got := s.rates(); got != want {
			t.Errorf("rate %s: got %+v, want %+v", text, got, want)
		}
	}
}

func TestConfig_RoomForFiles(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"1": 1, "4096": 4096, "64K": 64 << 10, "500M": 500 << 20, "1g": 1 << 30, "1024T": 1 << 50, "": 0,
	} {
		cfg := plain()
		cfg.KeptBytes = text
		s, err := cfg.settle()
		if err != nil || s.keptBytes != want {
			t.Errorf("%q: got %+v, %v, want %d", text, s, err, want)
		}
	}
}

func TestConfig_KeysAreReadInEveryUsualForm(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		testKey,
		"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
		"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
	} {
		key, err := parseKey(text)
		if err != nil || len(key) != 32 || key[31] != 0x1f {
			t.Errorf("%s: got %x, %v", text, key, err)
		}
	}
}

// Whatever takes the database says that it may be an address, too.
func TestCommands_SayWhichDatabases(t *testing.T) {
	t.Parallel()
	for _, command := range []string{
		"serve", "doctor", "backup", "restore", "export", "import", "bots list", "bots add", "keys list", "keys rotate", "block install", "users list",
	} {
		help := strings.Join(strings.Fields(does(t, append(strings.Fields(command), "--help")...)), " ")
		_, about, _ := strings.Cut(help, "--database=")
		if about, _, _ = strings.Cut(about, "($SCENARIST_DATABASE)"); !strings.HasPrefix(about, "FILE|URL ") || strings.Contains(about, "SQLite file") && !strings.Contains(about, "PostgreSQL") {
			t.Errorf("%s --help says of the database: %q", command, about)
		}
	}
}

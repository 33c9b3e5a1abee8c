package program

import (
	"maps"
	"net"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/fleet"
)

// deployed reads a file of examples/deploy.
func deployed(t *testing.T, name string) string {
	t.Helper()
	return readText(t, filepath.Join("../../examples/deploy", name))
}

func readText(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var variableName = regexp.MustCompile(`\bSCENARIST_[A-Z_]+\b`)

// variables are the names of the program's settings.
func variables() []string {
	var names []string
	for _, field := range reflect.VisibleFields(reflect.TypeFor[config]()) {
		if !field.Anonymous { // its own fields are there, too
			names = append(names, field.Tag.Get("env"))
		}
	}
	return names
}

// Every setting is in the README's table, and whatever the files for servers name is a setting.
func TestSettings_AreThoseOfTheProgram(t *testing.T) {
	t.Parallel()
	known := variables()
	table := map[string]bool{}
	for line := range strings.Lines(readText(t, "../../README.md")) {
		if cells := strings.Split(line, "|"); len(cells) > 3 {
			for _, name := range variableName.FindAllString(cells[1], -1) {
				table[name] = true
			}
		}
	}
	for _, name := range known {
		if !table[name] {
			t.Errorf("README.md does not explain %s", name)
		}
	}
	for _, file := range []string{"Dockerfile", "compose.yaml", "Caddyfile", "scenarist.service", "README.md"} {
		for _, name := range variableName.FindAllString(deployed(t, file), -1) {
			if !slices.Contains(known, name) {
				t.Errorf("%s names %s, which the program does not know", file, name)
			}
		}
	}
}

// service is what is looked at of a service in compose.yaml.
type service struct {
	Build           struct{ Context, Dockerfile string }
	Image           string
	PullPolicy      string `yaml:"pull_policy"`
	Hostname        string
	Environment     map[string]string
	StopGracePeriod string `yaml:"stop_grace_period"`
	Healthcheck     struct{ Test []string }
	ReadOnly        bool `yaml:"read_only"`
	Volumes         []string
	Ports           []string
}

// composed is what is looked at of compose.yaml.
type composed struct {
	Services map[string]service
	Networks map[string]struct {
		IPAM struct{ Config []struct{ Subnet string } } `yaml:"ipam"`
	}
}

func composeFile(t *testing.T) composed {
	t.Helper()
	var c composed
	if err := yaml.Unmarshal([]byte(deployed(t, "compose.yaml")), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDeploy_ComposeStartsTwoServersThatAreAlike(t *testing.T) {
	t.Parallel()
	compose := composeFile(t)
	if got := slices.Sorted(maps.Keys(compose.Services)); !slices.Equal(got, []string{"balancer", "db", "one", "two"}) {
		t.Fatalf("the services are %v", got)
	}
	one, two := compose.Services["one"], compose.Services["two"]
	// One image is built, once: two builds of one name at the same time fail with what Docker keeps images in now.
	if two.Build != (service{}.Build) || two.Image != one.Image || two.PullPolicy != "never" {
		t.Errorf("two is of the image %q, built of %+v, pulled %q", two.Image, two.Build, two.PullPolicy)
	}
	alike := one
	alike.Build, alike.Hostname, alike.PullPolicy = two.Build, "two", two.PullPolicy
	if one.Hostname != "one" || !reflect.DeepEqual(alike, two) {
		t.Errorf("they differ:\n%+v\n%+v", one, two)
	}
	if file := path.Join("examples/deploy", one.Build.Context, one.Build.Dockerfile); !exists(filepath.Join("../..", file)) {
		t.Errorf("there is no %s", file)
	}
	// The program takes these values.
	fill := strings.NewReplacer("${POSTGRES_PASSWORD:?write it into .env}", "secret", "${SCENARIST_KEY:?write it into .env}", testKey, "${DOMAIN:?write it into .env}", "bots.example.com",
		"${SCENARIST_ADMIN_PASSWORD:?write it into .env}", "twelve letters")
	c := plain()
	fields := reflect.ValueOf(&c).Elem()
	for i, name := range variables() {
		value, ok := one.Environment[name]
		switch value = fill.Replace(value); {
		case !ok:
		case fields.Field(i).Kind() == reflect.Slice:
			fields.Field(i).Set(reflect.ValueOf(strings.Split(value, ",")))
		default:
			fields.Field(i).SetString(value)
		}
	}
	s, err := c.settle()
	if err != nil {
		t.Fatal(err)
	}
	if s.postgres != "postgres://scenarist:secret@db/scenarist?sslmode=disable" || s.masterKeys == nil || s.PublicURL != "https://bots.example.com" {
		t.Errorf("the settings are %+v", s)
	}
	if grace, err := time.ParseDuration(one.StopGracePeriod); err != nil || grace <= stopTimeout {
		t.Errorf("they are killed after %s, and may need %s, %v", one.StopGracePeriod, stopTimeout, err)
	}
	db := compose.Services["db"]
	if db.Environment["POSTGRES_USER"] != "scenarist" || db.Environment["POSTGRES_DB"] != "scenarist" {
		t.Errorf("the database is %+v", db)
	}
	// The balancer, and nobody else, is believed in who asks: it is in the only network, of which the world sees nothing but it.
	if networks := compose.Networks; len(networks) != 1 || len(networks["default"].IPAM.Config) != 1 || !slices.Equal(s.TrustedProxies, []string{networks["default"].IPAM.Config[0].Subnet}) {
		t.Errorf("believed is %v, the networks are %+v", s.TrustedProxies, networks)
	}
	for name, service := range compose.Services {
		if len(service.Ports) > 0 != (name == "balancer") {
			t.Errorf("%s has published the ports %v", name, service.Ports)
		}
	}
	_, port, err := net.SplitHostPort(one.Environment["SCENARIST_LISTEN"])
	if err != nil || !strings.Contains(deployed(t, "Caddyfile"), "reverse_proxy one:"+port+" two:"+port+" {") {
		t.Errorf("the balancer does not lead to port %s of both, %v", port, err)
	}
}

// Prometheus is led to the admin address of both servers.
func TestDeploy_PrometheusReadsBothServers(t *testing.T) {
	t.Parallel()
	var file struct {
		ScrapeConfigs []struct {
			MetricsPath   string                       `yaml:"metrics_path"`
			StaticConfigs []struct{ Targets []string } `yaml:"static_configs"`
		} `yaml:"scrape_configs"`
	}
	if err := yaml.Unmarshal([]byte(deployed(t, "prometheus/prometheus.yml")), &file); err != nil {
		t.Fatal(err)
	}
	if len(file.ScrapeConfigs) != 1 || len(file.ScrapeConfigs[0].StaticConfigs) != 1 || file.ScrapeConfigs[0].MetricsPath != "/metrics" {
		t.Fatalf("it reads %+v", file)
	}
	var want []string
	compose := composeFile(t)
	for _, name := range slices.Sorted(maps.Keys(compose.Services)) {
		if listen, ok := compose.Services[name].Environment["SCENARIST_ADMIN_LISTEN"]; ok {
			want = append(want, name+listen)
		}
	}
	if got := file.ScrapeConfigs[0].StaticConfigs[0].Targets; len(want) != 2 || !slices.Equal(got, want) {
		t.Errorf("it reads %v, the servers are %v", got, want)
	}
}

// The balancer sends all addresses of one bot to one server: it takes the bot's id from where the program puts it.
func TestDeploy_BalancerHashesTheBot(t *testing.T) {
	t.Parallel()
	text := deployed(t, "Caddyfile")
	find := func(pattern string) string {
		t.Helper()
		m := regexp.MustCompile(`(?m)^\s*` + pattern + `$`).FindStringSubmatch(text)
		if m == nil {
			t.Fatalf("the Caddyfile has no %s", pattern)
		}
		return m[1]
	}
	bot := regexp.MustCompile(find(`@bot path_regexp bot (\S+)`))
	group, err := strconv.Atoi(find(`request_header @bot X-Scenarist-Bot \{re\.bot\.(\d)\}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := find(`lb_policy header (\S+) \{`); got != "X-Scenarist-Bot" {
		t.Errorf("it hashes %s", got)
	}
	if strings.Index(text, "request_header -X-Scenarist-Bot") > strings.Index(text, "request_header @bot") {
		t.Error("it believes the header of a client")
	}
	// Whoever stops goes on taking what comes until the balancer has asked twice, and knows.
	asks, err := time.ParseDuration(find(`health_interval (\S+)`))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"one", "two"} {
		if drain, err := time.ParseDuration(composeFile(t).Services[name].Environment["SCENARIST_DRAIN"]); err != nil || drain < 2*asks {
			t.Errorf("%s says for %v that it stops (%v), and the balancer asks every %v", name, drain, err, asks)
		}
	}
	// Nobody is told of a port that is not open. Without a word Caddy speaks HTTP/3, too.
	udp := slices.ContainsFunc(composeFile(t).Services["balancer"].Ports, func(port string) bool { return strings.HasSuffix(port, "/udp") })
	if protocols := find(`protocols (.+)`); strings.Contains(protocols, "h3") != udp {
		t.Errorf("it speaks %s, and a port for UDP is published: %v", protocols, udp)
	}
	const id = 4242
	hook := fleet.WebhookAddress("https://h", id)
	for _, address := range []string{
		strings.TrimPrefix(hook, "https://h"), hooksPath + strconv.Itoa(id) + "/paid", engine.CallbackPath + strconv.Itoa(id) + "/token",
	} {
		if m := bot.FindStringSubmatch(address); m == nil || m[group] != "4242" {
			t.Errorf("of %s it takes %q", address, m)
		}
	}
	for _, address := range []string{"/", "/healthz", "/try/api/try/bots", "/telegram/x", "/x/telegram/4242"} {
		if bot.MatchString(address) {
			t.Errorf("it takes a bot from %s", address)
		}
	}
	if retried := find(`lb_retry_match path (\S+)`); !strings.HasPrefix(strings.TrimPrefix(hook, "https://h"), strings.TrimSuffix(retried, "*")) {
		t.Errorf("it tries %s again", retried)
	}
	if probe := find(`health_uri (\S+)`); probe != "/readyz" {
		t.Errorf("it asks %s", probe)
	}
}

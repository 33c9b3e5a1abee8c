package program

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine/telegram"
	"github.com/scenarist/scenarist/storage"
)

// doctorCmd is `scenarist doctor`.
type doctorCmd struct {
	config
	JSON   bool          `name:"json" help:"Print the findings as JSON, for scripts."`
	Quick  bool          `help:"Ask only whether the server of this machine lives and takes updates in, as for a container's health check."`
	Within time.Duration `default:"1m" placeholder:"TIME" help:"How long the whole look may take; what takes longer is told as a finding."`
}

// Help gives examples.
func (c *doctorCmd) Help() string {
	return `Takes the settings of serve, changes nothing, and works while the server runs and while it does not. Tokens are never printed.

Examples:
  scenarist doctor
  scenarist doctor --json | jq '.findings[] | select(.level != "ok")'
  scenarist doctor --quick

Exit codes: 0 nothing keeps the bots from working (there may be warnings), 1 something does.`
}

// The levels of findings.
const (
	levelOK      = "ok"
	levelWarning = "warning" // it works, but may not for long
	levelError   = "error"   // somebody has to do something
)

// diagnosis is one thing that was looked at.
type diagnosis struct {
	Check string `json:"check"`
	Bot   string `json:"bot,omitempty"`
	Level string `json:"level"`
	Says  string `json:"says"`
	Mend  string `json:"mend,omitempty"` // what to do about it
}

func fine(check, format string, args ...any) diagnosis {
	return diagnosis{Check: check, Level: levelOK, Says: fmt.Sprintf(format, args...)}
}

func bad(level, check, mend, format string, args ...any) diagnosis {
	return diagnosis{Check: check, Level: level, Says: fmt.Sprintf(format, args...), Mend: mend}
}

// doctor looks at one server.
type doctor struct {
	env    *runEnv
	s      *settings
	web    *http.Client
	client *telegram.Client

	checkup *storage.Checkup
	running bool // a server answers on this machine
}

// Run looks and tells.
func (c *doctorCmd) Run(env *runEnv) error {
	ctx, cancel := context.WithTimeout(env.Context, c.Within)
	defer cancel()
	d := &doctor{env: env, web: env.Machine.HTTP}
	if d.web == nil {
		d.web = &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}
		defer d.web.CloseIdleConnections()
	}
	var findings []diagnosis
	var err error
	if d.s, err = c.settle(); err != nil {
		findings = []diagnosis{d.program(), bad(levelError, "settings", "mend the value; README.md lists all settings", "%v", err)}
		return c.tell(env, d.hide(findings))
	}
	if c.Quick {
		return c.tell(env, []diagnosis{d.server(ctx)})
	}
	if d.client, err = telegram.NewClient(telegram.ClientOptions{BaseURL: d.s.APIURL, Transport: env.Machine.Telegram}); err != nil {
		return wrong("SCENARIST_API_URL", "%v", err)
	}
	defer d.client.Close()
	return c.tell(env, d.hide(d.look(ctx)))
}

// look makes all checks.
func (d *doctor) look(ctx context.Context) []diagnosis {
	server := d.server(ctx)
	findings := []diagnosis{d.program()}
	keyFinding := d.key()
	o := d.s.store()
	if keyFinding.Level != levelError {
		o.Keys = keySource(d.s)
	}
	d.checkup = storage.Examine(ctx, o)
	findings = append(findings, d.disk()...)
	findings = append(findings, openFiles(openFilesLimit()))
	findings = append(findings, d.database()...)
	findings = append(findings, d.writeback("/proc/sys/vm")...)
	findings = append(findings, keyFinding)
	findings = append(findings, d.backups()...)
	findings = append(findings, server)
	findings = append(findings, d.publicURL(ctx)...)
	api := d.api(ctx)
	findings = append(findings, api...)
	if len(api) > 0 && api[0].Level != levelError { // else all of them would say the same
		findings = append(findings, d.bots(ctx)...)
	}
	return findings
}

func (d *doctor) program() diagnosis {
	v := thisProgram(d.env)
	return fine("program", "scenarist %s, %s, %s/%s", v.Version, v.Go, v.OS, v.Arch)
}

// key looks at the key without making one.
func (d *doctor) key() diagnosis {
	if d.s.masterKeys != nil {
		return fine("key", "from SCENARIST_KEY")
	}
	f := keyFile(d.s.Data)
	path := f.path
	_, err := f.read()
	switch {
	case errors.Is(err, fs.ErrNotExist) && d.s.postgres == "" && !exists(d.s.database):
		return fine("key", "not made yet; the first start makes %s", path)
	case errors.Is(err, fs.ErrNotExist):
		return bad(levelError, "key", "put the key file back from where you kept the copy; without it every bot needs its token and secrets again", "there is no key file %s, and the database needs one", path)
	case err != nil:
		return bad(levelError, "key", "see above; the key file is for the user that runs serve, and for nobody else", "%v", err)
	}
	return fine("key", "%s, readable only by its owner", path)
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// server asks the server of this machine.
func (d *doctor) server(ctx context.Context) diagnosis {
	address := "http://" + fromHere(d.s.Listen)
	const start = "start it with: scenarist serve; if it runs, look at SCENARIST_LISTEN here and there"
	code, body, err := d.get(ctx, address+"/healthz", nil)
	switch {
	case err != nil:
		return bad(levelError, "server", start, "no server answers at %s", address)
	case code != http.StatusOK || body != "ok\n":
		return bad(levelError, "server", "another program listens there: stop it, or take another address with SCENARIST_LISTEN", "what answers at %s is not Scenarist", address)
	}
	d.running = true
	code, body, err = d.get(ctx, address+"/readyz", nil)
	if err != nil || code != http.StatusOK {
		var said struct{ Problems []string }
		if err != nil {
			body = err.Error()
		} else if json.Unmarshal([]byte(body), &said) == nil && len(said.Problems) > 0 {
			body = strings.Join(said.Problems, "; ")
		}
		return bad(levelError, "server", "look at the database and the disk below, and into the server's log", "it runs at %s, but takes no updates in: %s", address, strings.TrimSpace(body))
	}
	return fine("server", "runs at %s and takes updates in", address)
}

// hide takes tokens out of what libraries say.
func (d *doctor) hide(findings []diagnosis) []diagnosis {
	var pairs []string
	hide := func(token string) {
		if token != "" {
			pairs = append(pairs, token, "…")
		}
	}
	if d.s != nil {
		hide(d.s.Token)
	}
	if d.checkup != nil {
		for _, b := range d.checkup.Bots {
			hide(b.Token)
		}
	}
	r := strings.NewReplacer(pairs...)
	for i := range findings {
		findings[i].Says, findings[i].Mend = r.Replace(findings[i].Says), r.Replace(findings[i].Mend)
	}
	return findings
}

// tell prints the findings; errors are an error.
func (c *doctorCmd) tell(env *runEnv, findings []diagnosis) error {
	errs, warnings := 0, 0
	for _, f := range findings {
		switch f.Level {
		case levelError:
			errs++
		case levelWarning:
			warnings++
		}
	}
	if c.JSON {
		enc := json.NewEncoder(env.Stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(struct {
			Healthy  bool        `json:"healthy"`
			Findings []diagnosis `json:"findings"`
		}{errs == 0, findings}); err != nil {
			return err
		}
	} else {
		for _, f := range findings {
			name := f.Check
			if f.Bot != "" {
				name += " " + f.Bot
			}
			fmt.Fprintf(env.Stdout, "%-8s %s: %s\n", strings.ToUpper(f.Level), name, f.Says)
			if f.Mend != "" {
				fmt.Fprintf(env.Stdout, "         → %s\n", f.Mend)
			}
		}
		if !c.Quick {
			fmt.Fprintf(env.Stdout, "\n%s, %s.\n", counted(errs, "error", "errors"), counted(warnings, "warning", "warnings"))
		}
	}
	if errs > 0 {
		return errProblem
	}
	return nil
}

package program

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

const (
	askedAtOnce    = 8         // bots
	recently       = time.Hour // of errors of deliveries
	manyAtTelegram = 100       // updates that wait there
)

// bots looks at every bot that is to be served.
func (d *doctor) bots(ctx context.Context) []diagnosis {
	var list []host.BotRecord
	configured, _, _ := strings.Cut(d.s.Token, ":")
	for _, b := range d.checkup.Bots {
		if strconv.FormatInt(b.ID, 10) == configured {
			b.Token, b.Hosted, b.Paused = d.s.Token, true, false
			configured = ""
		}
		if b.Hosted && !b.Leaving {
			list = append(list, b)
		}
	}
	if configured != "" {
		list = append(list, host.BotRecord{Token: d.s.Token, Username: "bot of SCENARIST_TOKEN", Revision: 1})
	}
	if len(list) == 0 {
		return []diagnosis{fine("bots", "there are none; add one with: scenarist bots add --token … --document FILE")}
	}
	out := make([][]diagnosis, len(list))
	turn := make(chan struct{}, askedAtOnce)
	var all sync.WaitGroup
	for i := range list {
		all.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			out[i] = d.bot(ctx, &list[i])
		})
	}
	all.Wait()
	var findings []diagnosis
	for i, some := range out {
		for _, f := range some {
			f.Bot = "@" + list[i].Username
			findings = append(findings, f)
		}
	}
	return findings
}

// bot looks at one.
func (d *doctor) bot(ctx context.Context, b *host.BotRecord) []diagnosis {
	const check = "bot"
	name := "@" + b.Username
	switch {
	case b.Paused:
		return []diagnosis{fine(check, "paused; to serve it again: scenarist bots resume %s", name)}
	case b.Token == "" && d.checkup.KeyErr != nil:
		return []diagnosis{bad(levelError, check, "mend what is said of the key first", "its token cannot be read without the key")}
	case b.Token == "":
		return []diagnosis{bad(levelError, check, "scenarist bots token "+name+" --token …", "it has no token")}
	}
	ctx, cancel := context.WithTimeout(ctx, callPatience)
	defer cancel()
	me, err := telegram.GetMe(ctx, d.client, b.Token)
	switch {
	case errors.Is(err, telegram.ErrToken):
		return []diagnosis{bad(levelError, check, "take the token that @BotFather shows, and: scenarist bots token "+name+" --token …", "Telegram refuses its token: it was revoked, or the bot deleted")}
	case err != nil:
		return []diagnosis{bad(levelError, check, "look once more in a minute; then at the network of this machine", "Telegram could not be asked about it: %v", err)}
	}
	var out []diagnosis
	if b.Revision == 0 {
		out = append(out, bad(levelError, check, "scenarist bots publish "+name+" FILE", "no document is published, so nobody is answered"))
	}
	if b.Trouble != "" {
		out = append(out, bad(levelWarning, check, "see: scenarist bots health "+name, "%s", b.Trouble))
	}
	if n := d.checkup.Letters[b.ID]; n > 0 {
		out = append(out, bad(levelWarning, check, "see: scenarist bots letters "+name, "%s not be handled", counted(int(n), "update could", "updates could")))
	}
	out = append(out, d.updates(ctx, b)...)
	if len(out) == 0 {
		out = append(out, fine(check, "%s: its token works, and its updates come", me.Name))
	}
	return out
}

// updates looks where Telegram brings them.
func (d *doctor) updates(ctx context.Context, b *host.BotRecord) []diagnosis {
	const check = "updates"
	name := "@" + b.Username
	info, err := telegram.GetWebhookInfo(ctx, d.client, b.Token)
	if err != nil {
		return []diagnosis{bad(levelError, check, "look once more in a minute", "Telegram could not be asked where they go: %v", err)}
	}
	want := ""
	if b.Receiver == host.ReceiverWebhook || b.Receiver == "" && d.s.PublicURL != "" {
		want = fleet.WebhookAddress(d.s.PublicURL, b.ID)
	}
	var out []diagnosis
	switch {
	case want != "" && d.s.PublicURL == "":
		out = append(out, bad(levelError, check, "set SCENARIST_PUBLIC_URL, or: scenarist bots receiver "+name+" polling", "they are to come by webhook, and this server has no public address"))
	case info.URL == want || b.ID == 0:
	case !d.running:
		out = append(out, bad(levelWarning, check, "start the server: it tells Telegram where to", "Telegram brings them to %s", whereTo(info.URL)))
	default:
		out = append(out, bad(levelError, check, "another program has this token: stop it, then: scenarist bots repair "+name+"; or get a new token from @BotFather", "Telegram brings them to %s, and not to %s", whereTo(info.URL), whereTo(want)))
	}
	if info.LastError != "" && time.Since(info.LastErrorAt) < recently {
		out = append(out, bad(levelWarning, check, mendDelivery(info.LastError), "Telegram could not deliver at %s: %s", info.LastErrorAt.Local().Format(time.DateTime), info.LastError))
	}
	if info.Pending > manyAtTelegram && d.running {
		out = append(out, bad(levelWarning, check, "if there are more each time you look, see the server's log", "%d wait at Telegram", info.Pending))
	}
	return out
}

// whereTo says where updates go.
func whereTo(url string) string {
	if url == "" {
		return "whoever asks (polling)"
	}
	return url
}

// mendDelivery says what usually is behind what Telegram says of a delivery.
func mendDelivery(said string) string {
	said = strings.ToLower(said)
	for _, known := range []struct{ part, mend string }{
		{"certificate", "the certificate is not one that Telegram trusts: it must be good, for this very name, with its whole chain"},
		{"ssl", "the certificate or the TLS settings of the web server before us: try them at an SSL test page"},
		{"resolve", "the name of SCENARIST_PUBLIC_URL is not in the DNS, or not yet"},
		{"refused", "nobody listens there: is the server up, and the port open in the firewall? Telegram takes 443, 80, 88 and 8443"},
		{"timed out", "the way to us is closed or slow: look at the firewall, and at the load of this machine"},
		{"timeout", "the way to us is closed or slow: look at the firewall, and at the load of this machine"},
		{"502", "the web server before us does not reach us: is the server up?"},
		{"503", "the server was busy or could not store updates; Telegram tries again, see the server's log"},
		{"404", "the web server before us does not pass /telegram/ on to us, or the bot is not here"},
		{"401", "the secret differs: scenarist bots repair sets the webhook anew"},
	} {
		if strings.Contains(said, known.part) {
			return known.mend
		}
	}
	return fmt.Sprintf("Telegram tries again by itself; if it goes on, see the server's log (%s)", "SCENARIST_LOG_LEVEL=debug tells more")
}

package fleet_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/custom/remote"
	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

// What holds a token or a key of a bot is printed and logged without it, and says all the same what it is.
func TestSecrets_AreNotPrinted(t *testing.T) {
	t.Parallel()
	const token, secret, key = shopToken, "the-secret-of-the-webhook", "0123456789abcdef0123456789abcdef"
	record := host.BotRecord{ID: shop, Username: "shop_bot", Token: token, Key: []byte(key), Secret: secret}
	polling := telegram.PollerOptions{BotID: shop, Username: "shop_bot", Token: token, Log: slog.New(slog.DiscardHandler)}
	for _, v := range []any{
		record, &record,
		struct{ Setting telegram.WebhookSettings }{telegram.WebhookSettings{URL: "https://shop_bot.example.com", Secret: secret}},
		struct{ Wanted fleet.Application }{fleet.Application{Token: token, Receiver: "shop_bot"}},
		struct{ Bot host.BotRecord }{record},
		[]host.BotRecord{record},
		telegram.WebhookSettings{URL: "https://shop_bot.example.com", Secret: secret},
		telegram.WebhookBot{Username: "shop_bot", Secret: secret},
		polling, telegram.NewPoller(polling),
		fleet.Application{Token: token, Receiver: "shop_bot"},
		fleet.Connection{Token: token, Workspace: "shop_bot"},
		remote.Trial{Run: "shop_bot", Secret: secret},
	} {
		var out bytes.Buffer
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			fmt.Fprintf(&out, format+"\n", v)
		}
		for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(h).InfoContext(t.Context(), "printed", "what", v)
		}
		text := out.String()
		if !strings.Contains(text, "shop_bot") && !strings.Contains(text, fmt.Sprint(shop)) {
			t.Errorf("%T says nothing:\n%s", v, text)
		}
		for _, s := range []string{token, secret, key} {
			bytes := []byte(s)
			for _, form := range []string{s, hex.EncodeToString(bytes), strings.Trim(fmt.Sprintf("%d", bytes), "[]")} {
				if strings.Contains(text, form) {
					t.Errorf("%T shows %s:\n%s", v, s, text)
				}
			}
		}
	}
}

package fleet_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/host"
)

// Who learns the webhook secret of one bot cannot write to another one in Telegram's name.
func TestFleet_EachBotHasAWebhookSecretOfItsOwn(t *testing.T) {
	t.Parallel()
	p := setup(t)
	p.serve(true)
	p.add(shopToken, "Hello of the shop", host.ReceiverWebhook)
	p.add(salonToken, "Hello of the salon", host.ReceiverWebhook)
	p.greets(shopToken, "Hello of the shop")
	p.greets(salonToken, "Hello of the salon")
	secrets := map[int64]string{}
	for _, id := range []int64{shop, salon} {
		b, err := p.store.Bot(t.Context(), id)
		p.check(err)
		secrets[id] = b.Secret
	}
	if secrets[shop] == "" || secrets[shop] == secrets[salon] {
		t.Fatal("the bots have no secrets, or share one")
	}
	for _, c := range []struct{ to, with, status int64 }{
		{shop, shop, http.StatusOK},
		{salon, salon, http.StatusOK},
		{shop, salon, http.StatusUnauthorized},
		{salon, shop, http.StatusUnauthorized},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, fleet.WebhookAddress(p.web.URL, c.to),
			strings.NewReader(`{"update_id": 900, "telepathy": {}}`))
		p.check(err)
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secrets[c.with])
		res, err := p.web.Client().Do(r)
		p.check(err)
		p.check(res.Body.Close())
		if int64(res.StatusCode) != c.status {
			t.Errorf("to %d with the secret of %d: %s, want %d", c.to, c.with, res.Status, c.status)
		}
	}
}

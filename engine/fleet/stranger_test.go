package fleet_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/engine/telegram"
)

// While the menu of a bot cannot be set, which it does without, it is looked after all the same.
func TestFleet_StrangerIsNoticedThoughTheMenuFails(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		done func(p *place)
		want string
	}{
		"a stolen webhook": {func(p *place) {
			p.check(telegram.SetWebhook(p.Context(), p.client, shopToken, telegram.WebhookSettings{URL: "http://127.0.0.1:9/elsewhere"}))
		}, "Another program has"},
		"a revoked token": {func(p *place) { p.telegram.Revoke(shopToken, "7001:fresh") }, host.TokenRefused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := setup(t)
			p.telegram.SetFaults(botapi.Faults{ServerError: 1, Methods: []string{"setMyCommands"}})
			p.serve(true)
			p.add(shopToken, "Hello", host.ReceiverWebhook)
			p.greets(shopToken, "Hello")
			p.fleet.Kick()
			p.until("the menu fails", func() bool { return errors.Is(p.fleet.Settled(t.Context(), shop), fleet.ErrMenu) })
			x.done(p)
			p.until("it is noticed", func() bool { return strings.HasPrefix(p.shop().Trouble, x.want) })
		})
	}
}

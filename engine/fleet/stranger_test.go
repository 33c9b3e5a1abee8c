package fleet_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/engine/telegram"
)

// polls has another program ask for the updates of the shop until end is called, or until it is refused because of a webhook; over is
// closed then.
func (p *place) polls() (end func(), over <-chan struct{}) {
	p.Helper()
	ended, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-ended:
				return
			default:
			}
			// It asks as briefly as can be, and takes nothing: no offset tells Telegram that it has anything.
			_, err := p.client.Call(p.Context(), shopToken, "getUpdates", []byte(`{"limit":1,"timeout":1}`), nil)
			refused, ok := errors.AsType[*telegram.RefusalError](err)
			if p.Context().Err() != nil || ok && strings.Contains(refused.Description, "webhook is active") {
				return
			}
		}
	}()
	end = sync.OnceFunc(func() { close(ended); <-done })
	p.Cleanup(end)
	return end, done
}

// A repair cannot end the polling of another program with the same token: the bot's health says so before and after, and a webhook does.
func TestFleet_StrangerThatPollsStays(t *testing.T) {
	t.Parallel()
	p := setup(t)
	p.serve(true)
	p.add(shopToken, "Hello", host.ReceiverPolling)
	p.greets(shopToken, "Hello")
	_, over := p.polls()
	for _, when := range []string{"it is noticed", "it is noticed again, after a repair"} {
		p.until(when, func() bool { b := p.shop(); return fleet.PolledByOther(&b) })
		h, err := p.manager.Health(t.Context(), shop, p.web.URL)
		if err != nil || !h.Stranger || !h.StrangerPolls || h.Webhook.URL != "" {
			t.Errorf("%s: its health is %+v, %v", when, h, err)
		}
		p.check(p.manager.Repair(t.Context(), shop))
	}
	p.check(p.manager.SetReceiver(t.Context(), shop, host.ReceiverWebhook))
	<-over
	p.greets(shopToken, "Hello")
	p.until("the trouble is over", func() bool { return p.shop().Trouble == "" })
	h, err := p.manager.Health(t.Context(), shop, p.web.URL)
	if err != nil || h.Stranger || h.StrangerPolls {
		t.Errorf("with a webhook its health is %+v, %v", h, err)
	}
}

// What is stored of a stranger that polls says nothing of a bot that does not poll any more.
func TestPolledByOther_OnlyOfOneThatPolls(t *testing.T) {
	t.Parallel()
	p := setup(t)
	p.serve(false)
	p.add(shopToken, "Hello", "")
	end, _ := p.polls()
	var b host.BotRecord
	p.until("it is noticed", func() bool { b = p.shop(); return fleet.PolledByOther(&b) })
	end()
	paused, webhook, other := b, b, b
	paused.Paused, webhook.Receiver, other.Trouble = true, host.ReceiverWebhook, "Something else."
	for name, b := range map[string]host.BotRecord{"paused": paused, "with a webhook": webhook, "in another trouble": other} {
		if fleet.PolledByOther(&b) {
			t.Errorf("%s it is polled by another", name)
		}
	}
}

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

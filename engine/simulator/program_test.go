package simulator_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// mute is a program that says nothing, and takes updates only where it is not deaf.
type mute struct {
	http.RoundTripper

	deaf     bool
	in       simulator.Surroundings
	telegram *botapi.Server
	ended    bool
}

func (m *mute) Start(_ context.Context, in simulator.Surroundings) error {
	telegram, ok := in.Telegram.(*botapi.Server)
	if !ok {
		return errors.New("another Telegram")
	}
	m.in, m.telegram = in, telegram
	return nil
}

// Rest takes every update.
func (m *mute) Rest(context.Context) error {
	for more := !m.deaf; more; {
		_, more = m.telegram.Next(m.in.Bot.Token)
	}
	return nil
}

func (m *mute) Stop(context.Context) error {
	m.ended = true
	return nil
}

const muteTranscript = `{"name": "Nobody answers.", "staff": {"kim": ["owner", "cook"]}, "final": {"session": {"a": 1}}, "steps": [
	{"say": "hello", "expect": []},
	{"advance": "20s", "expect": []},
	{"advance": "2m", "expect": [{"text": "never looked for"}]},
	{"say": "hello", "expect": []}]}`

// playMute plays the transcript, and gives how much time went by.
func playMute(t *testing.T, m *mute) (*simulator.Report, time.Duration) {
	t.Helper()
	dir := t.TempDir()
	bot, err := os.ReadFile("testdata/shop/bot.json")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "a.transcript.json")
	for name, data := range map[string][]byte{file: []byte(muteTranscript), filepath.Join(dir, "bot.json"): bot} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	begun := time.Now()
	r, err := simulator.Play(t.Context(), file, simulator.PlayOptions{
		Registry: registry(t), Program: m, Patience: time.Minute, StepTimeout: 30 * time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	if !m.ended {
		t.Error("the program was not stopped")
	}
	return r, time.Since(begun)
}

func TestPlay_ProgramIsLeftWhereTimeIsUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := &mute{}
		r, gone := playMute(t, m)
		if !r.OK() || r.Played != 2 || gone != 20*time.Second {
			t.Errorf("played %d steps in %v: %s", r.Played, gone, r.Text())
		}
		if ids := m.in.Roles["cook"]; len(ids) != 1 || !slices.Equal(ids, m.in.Roles["owner"]) {
			t.Errorf("the roles are %v", m.in.Roles)
		}
	})
}

func TestPlay_ProgramThatTakesNoUpdatesDoesNotComeToRest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, gone := playMute(t, &mute{deaf: true})
		if r.Played != 0 || gone != 30*time.Second || !strings.Contains(r.Text(), "the bot did not come to rest in 30s") {
			t.Errorf("played %d steps in %v: %s", r.Played, gone, r.Text())
		}
	})
}

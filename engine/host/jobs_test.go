package host_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

func withJob(f jobFunc) option {
	return func(b *bench) { b.cfg.Registry = registry(b.tb, f) }
}

func TestJobs_OwnTroubleGoesToTheBlock(t *testing.T) {
	t.Parallel()
	b := setup(t, withJob(func(context.Context, engine.JobDeps, engine.Job) (json.RawMessage, error) {
		return nil, engine.Trouble("http_status", "it said 500")
	}))
	b.say(1, "job x")
	b.wantTexts(1, "job http_status")
}

func TestJobs_FailuresAreTriedAgainAndThenTold(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	b := setup(t, manual, withJob(func(context.Context, engine.JobDeps, engine.Job) (json.RawMessage, error) {
		if runs.Add(1) == 2 {
			panic("broken")
		}
		return nil, errors.New("no database")
	}))
	b.say(1, "job x")
	b.wantTexts(1)
	b.advance(time.Hour)
	b.wantTexts(1, "job job_failed")
	equal(t, "runs", runs.Load(), 5)
}

func TestJobs_EachTryOfAPassBringsItsOwnEnd(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	b := setup(t, withJob(func(context.Context, engine.JobDeps, engine.Job) (json.RawMessage, error) {
		if runs.Add(1) < 3 {
			return json.RawMessage(`"again"`), nil
		}
		return json.RawMessage(`"enough"`), nil
	}))
	b.say(1, "job x")
	b.wantTexts(1, `job "enough"`)
	equal(t, "runs", runs.Load(), 3)
}

func TestJobs_RunAgainAsOftenAsTheySayWithoutBeingGivenUp(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	b := setup(t, manual, withJob(func(context.Context, engine.JobDeps, engine.Job) (json.RawMessage, error) {
		if runs.Add(1) < 20 {
			return nil, &engine.AgainError{After: time.Hour, Err: errors.New("it is not there yet")}
		}
		return json.RawMessage(`"there"`), nil
	}))
	b.say(1, "job x")
	b.idle()
	equal(t, "runs at first", runs.Load(), 1)
	b.advance(59 * time.Minute)
	b.idle()
	equal(t, "runs before the hour is over", runs.Load(), 1)
	b.advance(20 * time.Hour)
	b.wantTexts(1, `job "there"`)
	equal(t, "runs", runs.Load(), 20)
}

func TestJobs_DetachedOnesTellNothingButTroubles(t *testing.T) {
	t.Parallel()
	b := setup(t, withJob(func(_ context.Context, _ engine.JobDeps, j engine.Job) (json.RawMessage, error) {
		if string(j.Payload) == `"bad"` {
			return nil, engine.Trouble("gone", "the address is gone")
		}
		return json.RawMessage(`1`), nil
	}))
	b.check(b.mem.AddStaff(t.Context(), botID, 9, "owner"))
	b.say(1, "detach good")
	b.idle()
	l, err := b.mem.Load(t.Context(), key(1))
	b.check(err)
	equal(t, "version after a good end", l.Version, 1)
	b.say(1, "detach bad")
	b.idle()
	notes := b.mem.Notes()
	equal(t, "notes", len(notes), 1)
	equal(t, "code", notes[0].Note.Error.Code, "gone")
	equal(t, "block", notes[0].Note.Block, "act")
	equal(t, "words to the owner", len(b.msgr.texts(9)), 1)
	b.wantTexts(1)
}

func TestJobs_TimeIsLimited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, withJob(func(ctx context.Context, _ engine.JobDeps, _ engine.Job) (json.RawMessage, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}))
		b.say(1, "job x")
		pass(61 * time.Second)
		b.wantTexts(1, "job timeout")
	})
}

func TestJobs_StopWaitsForThemAndTellsTheirResults(t *testing.T) {
	t.Parallel()
	began, finish := make(chan struct{}), make(chan struct{})
	b := setup(t, withJob(func(context.Context, engine.JobDeps, engine.Job) (json.RawMessage, error) {
		close(began)
		<-finish
		return json.RawMessage(`1`), nil
	}))
	b.say(1, "job x")
	<-began
	stopped := make(chan error)
	go func() { stopped <- b.host.Stop(t.Context()) }()
	close(finish)
	b.check(<-stopped)
	l, err := b.mem.Load(t.Context(), key(1))
	b.check(err)
	equal(t, "version", l.Version, 2)
	equal(t, "what was sent", fmt.Sprint(b.msgr.texts(1)), "[job 1]")
}

// A job that the end of the process cuts off fails for that reason alone: its session must not hear of it.
func TestJobs_CutOffTellsTheBlockNothing(t *testing.T) {
	t.Parallel()
	began := make(chan struct{}, 1)
	var runs atomic.Int32
	b := setup(t, withJob(func(ctx context.Context, _ engine.JobDeps, _ engine.Job) (json.RawMessage, error) {
		if runs.Add(1) > 1 {
			return json.RawMessage(`"done"`), nil
		}
		began <- struct{}{}
		<-ctx.Done()
		return nil, engine.Trouble("unreachable", "nobody answers")
	}))
	b.say(1, "job x")
	<-began
	b.crash()
	b.start()
	b.wantTexts(1, `job "done"`)
}

func TestJobs_GetWhatTheyNeed(t *testing.T) {
	t.Parallel()
	b := setup(t, func(b *bench) {
		b.cfg.File = func(_ context.Context, rec *host.BotRecord, id string) (io.ReadCloser, engine.File, error) {
			return io.NopCloser(strings.NewReader(rec.Name + id)), engine.File{Name: "a.txt"}, nil
		}
	}, withJob(func(ctx context.Context, d engine.JobDeps, _ engine.Job) (json.RawMessage, error) {
		secret, err := d.Secret(ctx, "api_key")
		if err != nil {
			return nil, err
		}
		if _, err := d.Secret(ctx, "other"); !errors.Is(err, engine.ErrNotFound) {
			return nil, err
		}
		f, info, err := d.File(ctx, "f1")
		if err != nil {
			return nil, err
		}
		defer f.Close()
		data, err := io.ReadAll(f)
		if err != nil {
			return nil, err
		}
		text, err := d.Reveal(ctx, "plain")
		if err != nil {
			return nil, err
		}
		return json.Marshal([]string{secret, string(data), info.Name, text})
	}))
	b.check(b.mem.SetSecret(t.Context(), botID, "api_key", "k"))
	b.say(1, "job x")
	b.wantTexts(1, `job ["k","Testf1","a.txt","plain"]`)
}

package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/film"
)

// Run runs a job and brings its end to the session that asked, or begins a flow or brings a signal for a start. An error
// means that it is to be tried again: an *engine.AgainError when it says, any other soon, and after Limits.JobTries the block is told
// instead. Of a detached job only a trouble is brought to the session.
func (h *Host) Run(ctx context.Context, item JobItem, try int) error {
	b := h.bots.get(item.Key.BotID)
	if b == nil {
		return fmt.Errorf("run job of bot %d: %w", item.Key.BotID, ErrUnknownBot)
	}
	if item.Start != nil {
		in := Incoming{Key: item.Key, Event: engine.Event{
			ID: "start:" + item.ID, Kind: engine.FlowStarted, Time: h.now(), Start: &item.Start.Start,
		}}
		if s := item.Start.Signal; s != nil {
			in.Event.Kind, in.Event.Start, in.Event.Signal = engine.SignalSent, nil, s
		}
		if item.ID != "" {
			in.EventKey = in.Event.ID
		}
		begun := h.watch.now()
		err := h.deliverOwn(ctx, in)
		h.watch.job(b, &item, try, begun, err)
		return err
	}
	if item.Job == nil {
		return nil
	}
	if err := h.jobPlace(item.Key.BotID); err != nil {
		return fmt.Errorf("run job of bot %d: %w", item.Key.BotID, err)
	}
	defer h.jobs.leave(item.Key.BotID)
	j := *item.Job
	result := engine.JobResult{Gen: j.Gen, Kind: j.Kind, Key: j.Key, Detached: j.Detached}
	begun := h.watch.now()
	data, work, err := h.runJob(ctx, b, item, try)
	h.watch.job(b, &item, try, begun, err)
	var re *engine.RunError
	var again *engine.AgainError
	switch {
	case err == nil && j.Detached:
		h.keepWork(ctx, &item, work, &result)
		return nil
	case ctx.Err() != nil:
		// It was cut off by the end of the process: what it came to, such as a call that found nobody, is not the truth.
		return fmt.Errorf("run job %s of bot %d: %w", j.Kind, item.Key.BotID, context.Cause(ctx))
	case err == nil:
		result.Result = data
	case errors.As(err, &again):
		b.log.DebugContext(ctx, "a job is to be run again", "flow_id", j.Flow, "block_id", j.Block, "error", err)
		return fmt.Errorf("run job %s of bot %d: %w", j.Kind, item.Key.BotID, err)
	case errors.As(err, &re):
		result.Error = re
	case try < h.cfg.Limits.JobTries:
		return fmt.Errorf("run job %s of bot %d: %w", j.Kind, item.Key.BotID, err)
	default:
		b.log.ErrorContext(ctx, "a job failed again and again and was given up",
			"flow_id", j.Flow, "block_id", j.Block, "error", err)
		result.Error = engine.Trouble("job_failed", "the work failed %d times for a reason of ours; the operator's log has it", try)
	}
	if j.Detached {
		e := *result.Error
		e.Flow, e.Block = j.Flow, j.Block
		result.Error = &e
	}
	// Not by the job's own key: that is the same for all tries of one pass through a block, and their ends are events of
	// their own.
	id := "job:" + item.ID
	return h.deliverOwn(ctx, Incoming{Key: item.Key, EventKey: id, work: work, Event: engine.Event{
		ID: id, Kind: engine.JobDone, Time: h.now(), Job: &result,
	}})
}

var errGivenUp = errors.New("tried too often")

// runJob runs the work itself, with its deadline, and tells what it did by HTTP. Running out of time is the job's own trouble.
func (h *Host) runJob(ctx context.Context, b *bot, item JobItem, try int) (data json.RawMessage, work *film.Work, err error) {
	j := *item.Job
	if try > h.cfg.Limits.JobTries {
		return nil, nil, errGivenUp // only its end could not be delivered
	}
	t, err := h.cfg.job(ctx, b.record.Workspace, j.Kind)
	if err != nil {
		return nil, nil, err
	}
	timeout := j.Timeout
	if timeout <= 0 {
		timeout = t.Timeout
	}
	if timeout <= 0 {
		timeout = h.cfg.Limits.JobTimeout
	}
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			b.log.ErrorContext(ctx, "job panicked", "flow_id", j.Flow, "block_id", j.Block,
				"error", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = fmt.Errorf("job panicked: %v", p)
		}
	}()
	deps := h.jobDeps(b, item)
	client, over := h.counted(b)
	deps.HTTP = client
	heard := h.listen(&deps)
	deps.Reveal = func(ctx context.Context, text string) (string, error) {
		return engine.Reveal(ctx, b.record.Key, text, deps.Secret)
	}
	data, err = t.Run(limited, deps, j)
	work = heard.work(&j)
	if err != nil && over.Load() {
		return nil, work, httpQuota()
	}
	var re *engine.RunError
	var again *engine.AgainError
	if err != nil && !errors.As(err, &re) && !errors.As(err, &again) && limited.Err() != nil && ctx.Err() == nil {
		return nil, work, &engine.RunError{Code: "timeout", Message: fmt.Sprintf("the work did not end within %v", timeout), Retryable: true}
	}
	return data, work, err
}

func (h *Host) jobDeps(b *bot, item JobItem) engine.JobDeps {
	secret := func(ctx context.Context, name string) (string, error) {
		return h.cfg.Store.Secret(ctx, b.record.ID, name)
	}
	return engine.JobDeps{
		Key: item.Key, HTTP: h.cfg.HTTP, Secret: secret,
		File: func(ctx context.Context, fileID string) (io.ReadCloser, engine.File, error) {
			if engine.IsKept(fileID) {
				return h.openKept(ctx, b.record.ID, fileID)
			}
			if h.cfg.File == nil {
				return nil, engine.File{}, fmt.Errorf("open file: %w", engine.ErrNotFound)
			}
			return h.cfg.File(ctx, b.record, fileID)
		},
		Kept: func(ctx context.Context) (engine.File, error) {
			f, err := h.keptFile(ctx, b.record.ID, engine.KeptID(b.record.Key, item.Job.Key))
			return f.File, err
		},
		Keep: func(ctx context.Context, f engine.File, until time.Time, content io.Reader) (engine.File, error) {
			f.ID = engine.KeptID(b.record.Key, item.Job.Key)
			kept, err := h.cfg.Store.KeepFile(ctx, KeptFile{BotID: b.record.ID, File: f, Expires: until}, h.quotas.of(b.record.ID).room(h.cfg.Limits.KeptBytes), content)
			return kept.File, err
		},
		Telegram: func(ctx context.Context, method string, params map[string]any) (json.RawMessage, error) {
			if h.cfg.Telegram == nil {
				return nil, engine.Trouble("telegram_missing", "there is no Telegram to ask here")
			}
			return h.cfg.Telegram(ctx, b.record, method, params)
		},
		Now: h.now, Log: b.log,
	}
}

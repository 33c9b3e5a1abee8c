package conform

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/trial"
)

// playing is one example in play.
type playing struct {
	*packaging

	example *custom.Example
	where   string
	stand   *standIn
	bot     *trial.Bot
	turns   []Turn
	saves   map[string]string // variables that hold outputs, by output
	exits   []string          // that were left by
	wrote   []string          // variables that the permissions are for
	found   []Finding
	judged  string // payload of the work that was
}

// used reports whether the example needed a permission.
func (r *playing) used() bool { return r.stand != nil && r.stand.asked > 0 || len(r.wrote) > 0 }

func (r *playing) problem(rule Rule, format string, args ...any) {
	r.found = append(r.found, broken(rule, r.where, format, args...))
}

// whole plays the example and judges everything.
func (r *playing) whole(ctx context.Context) []Finding {
	done, err := r.open(ctx)
	if err != nil {
		r.problem(Example, "%v", err)
		return r.found
	}
	defer func() {
		if err := done(); err != nil {
			r.problem(Readable, "close: %v", err)
		}
	}()
	if err := r.run(ctx); err != nil {
		r.problem(Plays, "%v", err)
		return r.found
	}
	r.compare()
	if r.waitsAsWanted() {
		if err := r.goOn(ctx); err != nil {
			r.problem(AnyEvent, "%v", err)
		}
	}
	for i := range r.turns {
		r.found = append(r.found, CheckFilm(r.turns[i].Where, r.turns[i].Result)...)
	}
	problems := Problems(CheckTurns(ctx, r.bot.Revision(), r.bot.Compile, r.turns))
	r.found = append(r.found, problems...)
	if len(r.found) == 0 {
		for _, rule := range []Rule{Plays, AnyEvent, Same, Reloaded, Repeated, TimeOut} {
			r.found = append(r.found, Finding{Rule: rule, Where: r.where})
		}
	}
	return r.found
}

// open makes the bot, with the package opened anew. Outputs are saved to variables, so that they can be looked at.
func (r *playing) open(ctx context.Context) (done func() error, err error) {
	if r.stand == nil {
		r.stand = &standIn{left: r.example.StandIn}
	}
	config, err := r.config()
	if err != nil {
		return nil, err
	}
	if r.packaging, done, err = r.anew(ctx); err != nil {
		return nil, err
	}
	r.bot, err = trial.New(trial.Options{
		Registry: r.reg, Type: r.typ, Version: r.pkg.Manifest.Version, Config: config, Values: r.example.Values, Secrets: r.example.Secrets,
		HTTP: r.stand, PublicURL: "https://bots.example.com", Seen: r.seen,
	})
	if err != nil {
		return nil, errors.Join(err, done())
	}
	return done, nil
}

func (r *playing) config() (json.RawMessage, error) {
	if len(r.example.Outputs) == 0 {
		return r.example.Config, nil
	}
	var config map[string]json.RawMessage
	if err := json.Unmarshal(r.example.Config, &config); err != nil {
		return nil, fmt.Errorf("read the settings of the example: %w", err)
	}
	r.saves = map[string]string{}
	if given, ok := config[custom.SaveSetting]; ok {
		if err := json.Unmarshal(given, &r.saves); err != nil {
			return nil, fmt.Errorf("read the setting %s of the example: %w", custom.SaveSetting, err)
		}
	}
	for name := range r.example.Outputs {
		if r.saves[name] == "" {
			r.saves[name] = engine.ScopeUser + ".conform_" + name
		}
	}
	var err error
	if config[custom.SaveSetting], err = json.Marshal(r.saves); err != nil {
		return nil, err
	}
	return json.Marshal(config)
}

// seen notes a turn.
func (r *playing) seen(t trial.Taken) {
	where := fmt.Sprintf("%s, turn %d", r.where, len(r.turns)+1)
	r.turns = append(r.turns, Turn{Where: where, State: t.State, Event: t.Event, Deps: t.Deps, Result: t.Result})
	for _, f := range t.Result.Film {
		if f.Type != r.typeName {
			continue
		}
		if f.Exit != "" {
			r.exits = append(r.exits, f.Exit)
		}
		for _, s := range f.Sets {
			if name := s.Scope + "." + s.Name; slices.Contains(r.writes, name) {
				r.wrote = append(r.wrote, name)
			}
		}
	}
}

// maxSteps bounds what happens in one example.
const maxSteps = 60

// run enters the block and lets everything come to its end that comes by itself: work, and times.
func (r *playing) run(ctx context.Context) error {
	if _, err := r.bot.Enter(ctx); err != nil {
		return err
	}
	for range maxSteps {
		if err := r.settle(ctx); err != nil {
			return err
		}
		s, err := r.bot.Session()
		if err != nil {
			return err
		}
		if s.Top() == nil || s.WakeAt.IsZero() || r.example.Exit == "" && r.example.Error == "" {
			return nil
		}
		if _, err := r.bot.Wake(ctx); err != nil {
			return err
		}
	}
	return errors.New("it comes to no end")
}

// settle does the work that was started, and judges it.
func (r *playing) settle(ctx context.Context) error {
	for range maxSteps {
		if len(r.bot.Jobs) == 0 {
			return nil
		}
		j := r.bot.Jobs[0]
		r.bot.Jobs = r.bot.Jobs[1:]
		if string(j.Payload) != r.judged { // or it is run again
			r.judged = string(j.Payload)
			r.judge(ctx, j)
		}
		done, err := r.bot.RunJob(ctx, j)
		if again, ok := errors.AsType[*engine.AgainError](err); ok {
			r.bot.Now = r.bot.Now.Add(again.After)
			r.bot.Jobs = append(r.bot.Jobs, j)
			continue
		}
		if err != nil {
			return fmt.Errorf("do the work: %w", err)
		}
		if _, err := r.bot.Done(ctx, done); err != nil {
			return err
		}
		now, err := r.bot.Session()
		if err != nil {
			return err
		}
		r.found = append(r.found, CheckTwice(ctx, &r.turns[len(r.turns)-1], now, r.bot.Peek)...)
	}
	return errors.New("it starts more and more work")
}

// judge holds work to its rules, in a world of its own.
func (r *playing) judge(ctx context.Context, j engine.Job) {
	if _, ok := r.reg.Job(j.Kind); !ok {
		return // the run says so
	}
	t := engine.JobType{Name: j.Kind, Run: func(ctx context.Context, d engine.JobDeps, j engine.Job) (json.RawMessage, error) {
		other, done, err := r.anew(ctx)
		if err != nil {
			return nil, err
		}
		t, _ := other.reg.Job(j.Kind)
		out, err := t.Run(ctx, d, j)
		return out, errors.Join(err, done())
	}}
	r.found = append(r.found, CheckLate(ctx, r.where, j, r.bot.Peek)...)
	r.found = append(r.found, CheckWork(ctx, Work{
		Where: r.where, Type: t, Job: j, Reach: func() http.RoundTripper { return r.stand.from(r.stand.next) }, Deps: r.bot.JobDeps, Patience: r.Patience,
	})...)
}

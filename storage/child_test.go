package storage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// What a child process of the tests does, and with which database.
const (
	childTask = "STORAGE_TEST_CHILD"
	childPath = "STORAGE_TEST_PATH"
	childURL  = "STORAGE_TEST_URL"
)

// childProcess makes a process of this test binary that does a task instead of the tests.
func childProcess(t *testing.T, task string, o storage.Options) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childTask+"="+task, childPath+"="+o.Path, childURL+"="+o.URL)
	return cmd
}

// child does the task and gives the exit code.
func child(ctx context.Context, task string) int {
	o := options(os.Getenv(childPath))
	o.URL = os.Getenv(childURL)
	if err := runChild(ctx, task, o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func runChild(ctx context.Context, task string, o storage.Options) error {
	if task == "rename" {
		return renameBeside(ctx, o)
	}
	zone, far := strings.CutPrefix(task, "zone ")
	if far {
		hours, err := strconv.Atoi(zone)
		if err != nil {
			return err
		}
		time.Local = time.FixedZone("far", hours*60*60) // before anybody asks for it
	}
	db, err := storage.Open(ctx, o)
	if err != nil || task == "open" {
		return err
	}
	var seed uint64
	var round int
	switch _, err := fmt.Sscanf(task, "bank %d %d", &seed, &round); {
	case err == nil:
		return openBank(ctx, db, seed, round)
	case task == "work":
		return workForEver(ctx, db)
	case task == "keep":
		return keepForEver(ctx, db)
	case far:
		return retryInZone(ctx, db)
	default:
		return fmt.Errorf("unknown task %q", task)
	}
}

// workForEver commits sessions and says so, while a job runs that never ends.
func workForEver(ctx context.Context, db *storage.DB) error {
	if err := db.SaveBot(ctx, host.BotRecord{ID: bot, Name: "a"}); err != nil {
		return err
	}
	running := make(chan struct{})
	err := db.Queue().Start(ctx, worker{run: func(ctx context.Context, _ host.JobItem, _ int) error {
		close(running)
		<-ctx.Done()
		return ctx.Err()
	}})
	if err != nil {
		return err
	}
	for n := int64(1); ; n++ {
		m := host.Member{Key: key(n), UpdateID: n, Session: []byte(`{}`), Out: []host.Outgoing{effect(n, fmt.Sprint("k", n))}}
		told := turnOf(n, 1, time.Now())
		m.Film, m.Counts = told.Film, told.Counts
		if n == 1 {
			m.Jobs = []host.JobItem{{ID: "j", Key: m.Key, Job: &engine.Job{Key: "j", Kind: "slow"}}}
		}
		if v, err := db.Commit(ctx, []host.Member{m}); err != nil || v[0].State != host.VerdictCommitted {
			return fmt.Errorf("commit: %v, %w", v, err)
		}
		if n == 1 {
			<-running
		}
		if n%7 == 0 { // it may be killed in the middle of that, too
			if err := db.FoldFigures(ctx); err != nil {
				return err
			}
		}
		fmt.Println(n)
	}
}

// retryInZone lets a job fail once and puts an alarm off once, in a zone far from UTC.
func retryInZone(ctx context.Context, db *storage.DB) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	begin := time.Now()
	again := begin.Add(2 * time.Second)
	done := make(chan string, 2)
	woken := false
	err := db.Queue().Start(ctx, worker{
		run: func(_ context.Context, _ host.JobItem, try int) error {
			if try == 1 {
				return errors.New("not yet")
			}
			done <- "job"
			return nil
		},
		alarm: func(context.Context, engine.SessionKey) (time.Time, error) {
			if !woken {
				woken = true
				return again, nil
			}
			done <- "alarm"
			return time.Time{}, nil
		},
	})
	if err != nil {
		return err
	}
	_, err = db.Commit(ctx, []host.Member{{
		Key: key(1), Session: []byte(`{}`), WakeAt: begin, WakeGen: 1,
		Jobs: []host.JobItem{{ID: "j", Key: key(1), Job: &engine.Job{Key: "j", Kind: "slow"}}},
	}})
	if err != nil {
		return err
	}
	for range 2 {
		select {
		case what := <-done:
			at := time.Since(begin)
			fmt.Println(what, at)
			// The retry comes after a second, the alarm after two, neither at once.
			if what == "job" && at < 900*time.Millisecond || what == "alarm" && at < 1990*time.Millisecond {
				return fmt.Errorf("%s came after %v", what, at)
			}
		case <-ctx.Done():
			return fmt.Errorf("nothing came for %v", time.Since(begin))
		}
	}
	return db.Queue().Stop(ctx)
}

// keepForEver stores two files that do not end, and says so when it is in the middle of them.
func keepForEver(ctx context.Context, db *storage.DB) error {
	keep := func(id string, end func() error) error {
		stalled := func([]byte) (int, error) { return 0, end() }
		content := io.MultiReader(bytes.NewReader(make([]byte, 1<<20)), readerFunc(stalled))
		_, err := db.KeepFile(ctx, host.KeptFile{BotID: bot, File: engine.File{ID: id}}, 2<<20, content)
		return err
	}
	return keep("kept:1", func() error {
		return keep("kept:2", func() error {
			fmt.Println("half")
			for { // until it is killed
				if _, err := db.KeptFile(ctx, bot, "kept:1"); !errors.Is(err, engine.ErrNotFound) {
					return fmt.Errorf("half a file was found: %w", err)
				}
			}
		})
	})
}

type readerFunc func([]byte) (int, error)

// Read calls the function.
func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

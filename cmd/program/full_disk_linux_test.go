package program

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// disk is a place with little room.
type disk struct {
	dir   string
	fill  func(t *testing.T, p *process) // until nothing can be written any more
	empty func(t *testing.T, p *process)
	full  bool // also for whoever comes next
}

// smallDisk mounts a file system of its own and fills it with a file.
func smallDisk(t *testing.T) *disk {
	t.Helper()
	dir := t.TempDir()
	err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=8m")
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) {
		t.Skip("only root may mount a file system; the test with a file that may not grow runs everywhere")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	ballast := filepath.Join(dir, "ballast")
	return &disk{
		dir: filepath.Join(dir, "data"), full: true,
		fill: func(t *testing.T, _ *process) {
			t.Helper()
			f, err := os.Create(ballast)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = f.Close() }() // whether it is full was seen before
			for chunk := make([]byte, 64<<10); len(chunk) > 0; {
				if _, err = f.Write(chunk); err != nil {
					chunk = chunk[:len(chunk)/2] // to the last byte
				}
			}
			if !errors.Is(err, syscall.ENOSPC) {
				t.Fatalf("the disk is not full: %v", err)
			}
		},
		empty: func(t *testing.T, _ *process) {
			t.Helper()
			if err := os.Remove(ballast); err != nil {
				t.Fatal(err)
			}
		},
	}
}

// stiffDisk lets no file of the process grow beyond the largest that it has: the system refuses the write as it would on a
// full disk, with another error.
func stiffDisk(t *testing.T) *disk {
	t.Helper()
	dir := dataDir(t)
	limit := func(t *testing.T, p *process, bytes uint64) {
		t.Helper()
		limits := syscall.Rlimit{Cur: bytes, Max: ^uint64(0)}
		pid := uintptr(p.cmd.Process.Pid)
		_, _, errno := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, pid, syscall.RLIMIT_FSIZE, uintptr(unsafe.Pointer(&limits)), 0, 0, 0)
		if errno != 0 {
			t.Fatal(errno)
		}
	}
	return &disk{
		dir: dir,
		fill: func(t *testing.T, p *process) {
			t.Helper()
			wal, err := os.Stat(filepath.Join(dir, "scenarist.db-wal"))
			if err != nil {
				t.Fatal(err)
			}
			limit(t, p, uint64(wal.Size()))
		},
		empty: func(t *testing.T, p *process) {
			t.Helper()
			limit(t, p, 1<<40)
		},
	}
}

func TestServe_FullDiskAcknowledgesNothingAndLosesNothing(t *testing.T) {
	t.Parallel()
	binary := buildBinary(t)
	for name, make := range map[string]func(*testing.T) *disk{"full file system": smallDisk, "file that may not grow": stiffDisk} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fullDisk(t, binary, make(t))
		})
	}
}

// fullDisk lets people talk to a bot whose disk is full for a while.
func fullDisk(t *testing.T, binary string, d *disk) {
	t.Helper()
	tg := newStandIn(t)
	env := []string{
		"SCENARIST_DATA=" + d.dir, "SCENARIST_LISTEN=127.0.0.1:0", "SCENARIST_API_URL=" + tg.web.URL, "SCENARIST_TOKEN=" + testToken,
		"SCENARIST_BOT=" + talkFile, "SCENARIST_KEY=" + testKey, "SCENARIST_SEND_RATE=0", "SCENARIST_OWNER=1",
		"SCENARIST_SECRET_SHOP=open sesame",
	}
	p := spawn(t, binary, env...)
	base := "http://" + p.out.await(t, `http://(127\.0\.0\.1:\d+)`, p.over)
	ann, bob := tg.NewUser(botapi.User{FirstName: "Ann"}), tg.NewUser(botapi.User{FirstName: "Bob"})
	begin := func(p *botapi.Person) {
		if _, err := p.Start(testToken, ""); err != nil {
			t.Error(err)
		}
	}
	begin(ann)
	tg.awaitText(t, ann, "What is your name?")
	page := tryPage{base: base}
	page.post(t, "", `{"bot": "talk_bot", "language": "en"}`)
	page.post(t, "/say", `{"text": "/start"}`)

	d.fill(t, p)
	say(t, ann, "Ann")
	begin(bob)
	p.errs.await(t, "the store does not work: not acknowledging updates", p.over)
	<-time.After(3 * time.Second) // it tries again and again meanwhile
	if n := tg.Pending(testToken); n != 2 {
		t.Errorf("%d updates wait at Telegram, want 2", n)
	}
	notReady := `{"ready":false,"problems":["the database does not work: updates are not acknowledged, Telegram keeps them"]}` + "\n"
	if code, body := get(t, base+"/readyz"); code != http.StatusServiceUnavailable || body != notReady {
		t.Errorf("not ready: got %d %q", code, body)
	}
	if code, body := get(t, base+"/healthz"); code != http.StatusOK || body != "ok\n" {
		t.Errorf("alive: got %d %q", code, body)
	}
	if code, body := page.try(t, "/say", `{"text": "Eve"}`); code != http.StatusUnprocessableEntity ||
		!strings.Contains(body, "Nothing can be stored at the moment") {
		t.Errorf("the page says %d %s", code, body)
	}
	if d.full {
		p.kill(t) // and nobody can start here
		other := begun(t, binary, env...)
		code := <-other.over
		if said := other.errs.String(); code != exitProblem || !strings.Contains(said, "no room") || strings.Contains(said, "goroutine") {
			t.Errorf("a start on a full disk ended with %d: %s", code, said)
		}
		d.empty(t, p)
		p = spawn(t, binary, env...)
		base = "http://" + p.out.await(t, `http://(127\.0\.0\.1:\d+)`, p.over)
		page.base = base
		page.post(t, "/say", `{"text": "Eve"}`) // what was not taken is said again
	} else {
		d.empty(t, p)
		p.errs.await(t, "the store works again: acknowledging updates", p.over)
	}

	press(t, ann, tg.awaitText(t, ann, "Which colour, Ann?"), "Red")
	tg.awaitText(t, bob, "What is your name?")
	tg.awaitText(t, ann, "Ann likes red. Say bye.")
	say(t, ann, "bye")
	tg.awaitText(t, ann, "Bye Ann: 1 1 1 1 1.")
	s := page.post(t, "/wait", `{"seconds": 1}`)
	if got := strings.Join(htmlOf(s), "|"); got != "/start|What is your name?|Eve|Which colour, Eve?" {
		t.Errorf("the page shows %s", got)
	}
	if code, body := get(t, base+"/readyz"); code != http.StatusOK || body != isReady {
		t.Errorf("ready: got %d %q", code, body)
	}
	if n := tg.Pending(testToken); n != 0 {
		t.Errorf("%d updates still wait at Telegram", n)
	}
	if code := p.stop(t); code != exitOK {
		t.Errorf("ended with %d:\n%s", code, p.errs)
	}
}

// try makes a request that may be refused.
func (p *tryPage) try(t *testing.T, action, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.base+"/try/api/try/conversations/"+p.id+action, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(data)
}

package program

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/editor/trypage"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/examples"
	"github.com/scenarist/scenarist/storage"
)

// tryPlace is a database in which bots are tried, with its queue running.
type tryPlace struct {
	*trials
	dir   string
	board *switchboard
	log   *notes
	clear func() // what the end of the process does; once
}

// openPlace opens it in a directory, for the bots, as serve does.
func openPlace(t *testing.T, dir string, bots *tryExamples) *tryPlace {
	t.Helper()
	p := &tryPlace{dir: dir, log: newNotes()}
	log := slog.New(slog.NewTextHandler(p.log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	db, err := storage.Open(t.Context(), storage.Options{Path: filepath.Join(dir, "scenarist.db"), Key: make([]byte, 32), Log: log})
	if err != nil {
		t.Fatal(err)
	}
	p.board = newSwitchboard(db)
	p.trials = newTrials(bots, log, db, p.board)
	p.clear = sync.OnceFunc(func() {
		ctx := context.WithoutCancel(t.Context())
		for _, f := range []func(context.Context) error{p.close, p.board.Stop, func(context.Context) error { return db.Close() }} {
			if err := f(ctx); err != nil {
				t.Error(err)
			}
		}
	})
	t.Cleanup(p.clear)
	if _, err := p.restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := p.board.Start(context.WithoutCancel(t.Context()), nil); err != nil {
		t.Fatal(err)
	}
	p.wake(t.Context())
	return p
}

// killed is what a kill at this moment would leave, opened again.
func (p *tryPlace) killed(t *testing.T) *tryPlace {
	t.Helper()
	return openPlace(t, p.copy(t), p.tryExamples)
}

// copy copies the files of the database while nobody writes, which is what the caller sees to.
func (p *tryPlace) copy(t *testing.T) string {
	t.Helper()
	to := t.TempDir()
	for _, name := range []string{"scenarist.db", "scenarist.db-wal"} {
		data, err := os.ReadFile(filepath.Join(p.dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// talk opens a conversation.
func (p *tryPlace) talk(t *testing.T, bot, lang string) (string, trypage.Conversation) {
	t.Helper()
	id, c, err := p.Open(t.Context(), bot, lang)
	if err != nil {
		t.Fatal(err)
	}
	return id, c
}

// again finds a conversation.
func (p *tryPlace) again(t *testing.T, id string) trypage.Conversation {
	t.Helper()
	c, err := p.Find(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// botOf gives the bots of a document in testdata.
func botOf(t *testing.T, name, file string) *tryExamples {
	t.Helper()
	document, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return botWith(t, name, file, document)
}

func botWith(t *testing.T, name, file string, document []byte) *tryExamples {
	t.Helper()
	bots, err := oneExample(tryRegistry(t), name, file, document)
	if err != nil {
		t.Fatal(err)
	}
	return bots
}

// talkWithPause is the talking bot with another pause before it says bye.
func talkWithPause(t *testing.T, pause string) *tryExamples {
	t.Helper()
	document, err := os.ReadFile(talkFile)
	if err != nil {
		t.Fatal(err)
	}
	other := bytes.Replace(document, []byte(`{"for": "2s"}`), []byte(`{"for": "`+pause+`"}`), 1)
	if bytes.Equal(other, document) {
		t.Fatal("the talking bot has no pause of two seconds")
	}
	return botWith(t, "talk", talkFile, other)
}

func tourBots(t *testing.T) *tryExamples {
	t.Helper()
	return botOf(t, "tour", "testdata/chat/bot.json")
}

func htmlOf(s trypage.Screen) []string {
	out := make([]string, len(s.Messages))
	for i, m := range s.Messages {
		out[i] = m.HTML
	}
	return out
}

func TestTrials_KilledInTheMiddleGoesOn(t *testing.T) {
	t.Parallel()
	p := openPlace(t, t.TempDir(), talkWithPause(t, "10m")) // longer than any machine takes to look
	id, c := p.talk(t, "talk", "en")
	look(t, c, c.Say(t.Context(), "/start"))
	before := look(t, c, c.Say(t.Context(), "Ann"))
	p = p.killed(t)
	c = p.again(t, id)
	after := look(t, c, nil)
	if !slices.Equal(htmlOf(after), htmlOf(before)) || len(before.Messages) != 4 {
		t.Fatalf("the screen shows %q, it showed %q", htmlOf(after), htmlOf(before))
	}
	s := look(t, c, c.Press(t.Context(), last(t, after).ID, 0, 0)) // a button from before
	if got := last(t, s).HTML; got != "One moment, Ann." {
		t.Fatalf("pressing gives %q", got)
	}
	p = p.killed(t) // in the middle of a pause
	c = p.again(t, id)
	s = look(t, c, c.Wait(t.Context(), 10*time.Minute))
	if got := last(t, s).HTML; got != "Ann likes red. Say bye." {
		t.Fatalf("after the pause there is %q", got)
	}
	s = look(t, c, c.Say(t.Context(), "bye"))
	if got := last(t, s).HTML; got != "Bye Ann: 1 1 1 1 1." {
		t.Errorf("the turns are counted as %q", got)
	}
}

// A message that the page has taken and the bot has not heard of is there after a kill, and answered.
func TestTrials_MessageSaidJustBeforeTheKillIsAnswered(t *testing.T) {
	t.Parallel()
	p := openPlace(t, t.TempDir(), botOf(t, "talk", talkFile))
	id, c := p.talk(t, "talk", "en")
	look(t, c, c.Say(t.Context(), "/start"))
	world := p.find(id).world
	if err := world.Person(simulator.You, profileOf("en")).Say("Ann"); err != nil {
		t.Fatal(err)
	}
	if err := world.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	p = p.killed(t)
	s := look(t, p.again(t, id), nil)
	if want := []string{"/start", "What is your name?", "Ann", "Which colour, Ann?"}; !slices.Equal(htmlOf(s), want) {
		t.Errorf("the screen shows %q; want %q", htmlOf(s), want)
	}
}

func TestTrials_TimerFiresThoughTheProcessWasDown(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	// The process must end before the timer is due: a machine too busy for the first pause gets a longer one.
	for _, left := range []time.Duration{1500 * time.Millisecond, 10 * time.Second, time.Minute} {
		if firesWhileDown(t, left) {
			return
		}
	}
	t.Error("a minute before it was due the timer had fired already")
}

// firesWhileDown has a process end that long before a timer is due, and begins the next one after it. It gives false, having
// shown nothing, if the timer was faster.
func firesWhileDown(t *testing.T, left time.Duration) bool {
	t.Helper()
	p := openPlace(t, t.TempDir(), tourBots(t))
	id, c := p.talk(t, "tour", "en")
	s := look(t, c, c.Say(t.Context(), "/start"))
	look(t, c, c.Press(t.Context(), last(t, s).ID, 0, 0))
	s = look(t, c, c.Wait(t.Context(), 2*time.Hour-left))
	if s.Wakes == "" {
		return false
	}
	image := p.copy(t)
	clock := s.Clock
	<-time.After(left + 500*time.Millisecond) // this is what it is about: time goes by while nobody is there
	p = openPlace(t, image, p.tryExamples)
	s = look(t, p.again(t, id), nil)
	if got := last(t, s).HTML; got != "Two hours without a word." {
		t.Errorf("after it there is %q", got)
	}
	if gone := s.Clock.Sub(clock); gone < left || gone > time.Hour {
		t.Errorf("the clock has moved by %v", gone)
	}
	return true
}

func TestTrials_TimerFiresWithNobodyLooking(t *testing.T) {
	t.Parallel()
	p := openPlace(t, t.TempDir(), tourBots(t))
	id, c := p.talk(t, "tour", "en")
	s := look(t, c, c.Say(t.Context(), "/start"))
	s = look(t, c, c.Press(t.Context(), last(t, s).ID, 0, 0))
	look(t, c, c.Wait(t.Context(), 2*time.Hour-2*time.Second))
	world := p.find(id).world
	deadline := time.After(patience)
	for len(world.Person(simulator.You, profileOf("en")).Screen()) == len(s.Messages) {
		select {
		case <-time.After(50 * time.Millisecond):
		case <-deadline:
			t.Fatal("the bot does not go on by itself")
		}
	}
}

func TestTrials_VisitorsDoNotMix(t *testing.T) {
	t.Parallel()
	p := openPlace(t, t.TempDir(), tourBots(t))
	_, ann := p.talk(t, "tour", "en")
	_, bob := p.talk(t, "tour", "ru")
	var group sync.WaitGroup
	for _, c := range []trypage.Conversation{ann, bob} {
		group.Go(func() {
			for range 5 {
				if err := c.Say(t.Context(), "/start"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	a, b := look(t, ann, nil), look(t, bob, nil)
	if len(a.Messages) != 10 || len(b.Messages) != 10 {
		t.Fatalf("they see %q and %q", htmlOf(a), htmlOf(b))
	}
	if !strings.Contains(last(t, a).HTML, "Alex") || !strings.Contains(last(t, b).HTML, "Саша") {
		t.Errorf("they are greeted with %q and %q", last(t, a).HTML, last(t, b).HTML)
	}
	look(t, bob, bob.Press(t.Context(), last(t, b).ID, 0, 0)) // a question for two hours
	a = look(t, ann, ann.Press(t.Context(), last(t, a).ID, 1, 0))
	a = look(t, ann, ann.Pay(t.Context(), last(t, a).ID))
	if len(a.Staff) != 1 {
		t.Errorf("Ann's owner is told %q", a.Staff)
	}
	before := look(t, bob, nil)
	a = look(t, ann, ann.Wait(t.Context(), 24*time.Hour))
	b = look(t, bob, nil)
	if !slices.Equal(htmlOf(b), htmlOf(before)) || len(b.Staff) > 0 || b.Wakes != "через 2 ч" {
		t.Errorf("Bob sees %q, owner %q, wakes %q; saw %q", htmlOf(b), b.Staff, b.Wakes, htmlOf(before))
	}
	if d := a.Clock.Sub(b.Clock); d < 23*time.Hour {
		t.Errorf("the clocks are %v apart", d)
	}
}

func TestTrials_CallOfAServiceComesBack(t *testing.T) {
	t.Parallel()
	p := openPlace(t, t.TempDir(), tourBots(t))
	_, c := p.talk(t, "tour", "en")
	s := look(t, c, c.Say(t.Context(), "/start"))
	s = look(t, c, c.Press(t.Context(), last(t, s).ID, 1, 2)) // a service that nothing stands in for
	if got := last(t, s).HTML; got != "No news." {
		t.Errorf("calling gives %q", got)
	}
}

// A leap stops where something happens on the way: what follows from it has its own time.
func TestTrials_LeapOverAJobOfMinutes(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	shipped, err := shippedExamples(examples.Files, tryRegistry(t))
	if err != nil {
		t.Fatal(err)
	}
	p := openPlace(t, t.TempDir(), shipped)
	id, c := p.talk(t, "picture", "en")
	look(t, c, c.Say(t.Context(), "/start"))
	s := look(t, c, c.Say(t.Context(), "a fox in the snow"))
	if len(last(t, s).Buttons) > 0 {
		look(t, c, c.Press(t.Context(), last(t, s).ID, 0, 0))
	}
	p = p.killed(t)
	c = p.again(t, id)
	s = look(t, c, c.Wait(t.Context(), time.Hour))
	painted := func(m trypage.Message) bool { return len(m.Media) == 1 && m.Media[0].URL != "" }
	i := slices.IndexFunc(s.Messages, painted)
	if i < 0 {
		t.Fatalf("no picture came: %q", htmlOf(s))
	}
	if late := s.Clock.Sub(s.Messages[i].At); late < 50*time.Minute {
		t.Errorf("the picture came %v before the end of the hour", late)
	}
	p = p.killed(t)
	s = look(t, p.again(t, id), nil)
	if i := slices.IndexFunc(s.Messages, painted); i < 0 {
		t.Error("the picture is lost")
	}
}

func TestTrials_EndedOneIsOver(t *testing.T) {
	t.Parallel()
	p := openPlace(t, t.TempDir(), tourBots(t))
	id, c := p.talk(t, "tour", "en")
	if err := p.End(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Screen(t.Context()); !errors.Is(err, trypage.ErrConversationOver) {
		t.Errorf("an ended conversation gives %v", err)
	}
	if _, err := p.Find(t.Context(), id); !errors.Is(err, trypage.ErrConversationOver) {
		t.Errorf("it is found: %v", err)
	}
	if bots, err := p.db.Bots(t.Context()); err != nil || len(bots) > 0 {
		t.Errorf("it leaves %d bots, %v", len(bots), err)
	}
}

func TestTrials_LongestUnusedMakesRoom(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	p := openPlace(t, t.TempDir(), tourBots(t))
	p.max = 2
	first, _ := p.talk(t, "tour", "en")
	second, _ := p.talk(t, "tour", "en")
	p.again(t, first)
	third, _ := p.talk(t, "tour", "en")
	if _, err := p.Find(t.Context(), second); !errors.Is(err, trypage.ErrConversationOver) {
		t.Errorf("the longest unused is found: %v", err)
	}
	p.again(t, first)
	p.again(t, third)
	p.clear()
	p = openPlace(t, p.dir, tourBots(t))
	p.again(t, first)
	p.again(t, third)
}

func TestTrials_OldAndForeignOnes(t *testing.T) {
	t.Parallel()
	p := openPlace(t, t.TempDir(), tourBots(t))
	old, _ := p.talk(t, "tour", "en")
	young, _ := p.talk(t, "tour", "en")
	if err := p.db.UseTrial(t.Context(), p.find(old).bot, time.Now().Add(-keepTrials-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := p.db.NewTrial(t.Context(), storage.Trial{ID: "unborn", Example: "tour", UsedAt: time.Now()}); err != nil {
		t.Fatal(err)
	}
	p.clear()
	p = openPlace(t, p.dir, botOf(t, "talk", talkFile)) // tour is not offered here
	if all, err := p.db.Trials(t.Context()); err != nil || len(all) != 1 || all[0].ID != young {
		t.Errorf("kept are %+v, %v", all, err)
	}
	if _, err := p.Find(t.Context(), young); !errors.Is(err, trypage.ErrConversationOver) {
		t.Errorf("a conversation with another bot: %v", err)
	}
	p.clear()
	p = openPlace(t, p.dir, tourBots(t))
	p.again(t, young)
	if _, err := p.Find(t.Context(), old); !errors.Is(err, trypage.ErrConversationOver) {
		t.Errorf("an old one: %v", err)
	}
}

func TestTrials_DamagedOneHurtsNobodyElse(t *testing.T) {
	t.Parallel()
	p := openPlace(t, t.TempDir(), tourBots(t))
	broken, _ := p.talk(t, "tour", "en")
	whole, c := p.talk(t, "tour", "en")
	look(t, c, c.Say(t.Context(), "/start"))
	bot := p.find(broken).bot
	p.clear()
	db, err := storage.Open(t.Context(), storage.Options{
		Path: filepath.Join(p.dir, "scenarist.db"), Key: make([]byte, 32), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.KeepTrial(t.Context(), bot, []byte(`{"people": ["user"], "telegram": {"version": 1}}`), nil); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	p = openPlace(t, p.dir, tourBots(t))
	if s := look(t, p.again(t, whole), nil); len(s.Messages) != 2 {
		t.Errorf("the other shows %q", htmlOf(s))
	}
	if _, err := p.Find(t.Context(), broken); !errors.Is(err, trypage.ErrConversationOver) {
		t.Errorf("the damaged one: %v", err)
	}
	if log := p.log.String(); !strings.Contains(log, "a stored conversation cannot be gone on with") {
		t.Errorf("the log says %q", log)
	}
}

// A changed document of an example is published in the conversations that are there.
func TestTrials_NewDocumentReachesOldConversations(t *testing.T) {
	t.Parallel()
	p := openPlace(t, t.TempDir(), tourBots(t))
	id, c := p.talk(t, "tour", "en")
	look(t, c, c.Say(t.Context(), "/start"))
	p.clear()
	document, err := os.ReadFile("testdata/chat/bot.json")
	if err != nil {
		t.Fatal(err)
	}
	document = bytes.Replace(document, []byte("<b>Hello, "), []byte("<b>Welcome, "), 1)
	bots, err := oneExample(tryRegistry(t), "tour", "testdata/chat/bot.json", document)
	if err != nil {
		t.Fatal(err)
	}
	p = openPlace(t, p.dir, bots)
	c = p.again(t, id)
	if s := look(t, c, c.Say(t.Context(), "/start")); !strings.HasPrefix(last(t, s).HTML, "<b>Welcome, Alex</b>") {
		t.Errorf("the bot says %q", last(t, s).HTML)
	}
}

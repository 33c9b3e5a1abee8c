package program

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/editor/trypage"
)

// visitor is somebody on the try page, who goes through the conversation of testdata/talk.json by what the screen shows,
// and asks again when the server does not answer.
type visitor struct {
	base  string
	name  string
	id    string
	taken []string // what was said and taken
}

// ask makes a request to the page's API; false if the server was not there to answer it.
func (v *visitor) ask(t *testing.T, method, target, body string) (trypage.Screen, bool) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, v.base+"/try/api/try/conversations"+target, strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return trypage.Screen{}, false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return trypage.Screen{}, false
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return trypage.Screen{}, false
	}
	var answer struct {
		ID     string
		Screen trypage.Screen
	}
	if err := json.Unmarshal(data, &answer); err != nil || res.StatusCode/100 != 2 {
		t.Errorf("%s %s: got %d %s, %v", method, target, res.StatusCode, bytes.TrimSpace(data), err)
		return trypage.Screen{}, false
	}
	v.id = answer.ID
	return answer.Screen, true
}

// say says a text, and notes whether it was taken.
func (v *visitor) say(t *testing.T, text string) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"text": text})
	if err != nil {
		t.Error(err)
	}
	if _, ok := v.ask(t, http.MethodPost, "/"+v.id+"/say", string(body)); ok {
		v.taken = append(v.taken, text)
	}
}

// talk goes through the conversation, and gives what the screen shows at its end.
func (v *visitor) talk(t *testing.T) trypage.Screen {
	t.Helper()
	for begun := time.Now(); time.Since(begun) < 4*patience; {
		<-time.After(10 * time.Millisecond) // people are slow
		if v.id == "" {
			v.ask(t, http.MethodPost, "", `{"bot": "talk_bot", "language": "en"}`)
			continue
		}
		s, ok := v.ask(t, http.MethodGet, "/"+v.id, "")
		if !ok {
			continue
		}
		asked := trypage.Message{}
		for _, m := range s.Messages {
			if !m.Own {
				asked = m
			}
		}
		switch text := asked.HTML; {
		case text == "":
			v.say(t, "/start")
		case text == "What is your name?":
			v.say(t, v.name)
		case strings.HasPrefix(text, "Which colour"):
			v.ask(t, http.MethodPost, "/"+v.id+"/press", fmt.Sprintf(`{"message": %d, "row": 0, "col": 0}`, asked.ID))
		case strings.HasPrefix(text, "One moment"):
			v.ask(t, http.MethodPost, "/"+v.id+"/wait", `{"seconds": 2}`)
		case strings.HasSuffix(text, "Say bye."):
			v.say(t, "bye")
		default:
			return s
		}
	}
	t.Errorf("%s does not come to an end", v.name)
	return trypage.Screen{}
}

// What a visitor of the page has said and seen survives every kill, and no turn happens twice.
func TestCrash_KilledWhileBotsAreTried(t *testing.T) {
	t.Parallel()
	visitors, kills := 30, 4
	if testing.Short() {
		visitors, kills = 10, 2
	}
	binary := buildBinary(t)
	tg := newStandIn(t)
	address := freeAddress(t)
	env := []string{
		"SCENARIST_DATA=" + dataDir(t), "SCENARIST_LISTEN=" + address, "SCENARIST_API_URL=" + tg.web.URL,
		"SCENARIST_TOKEN=" + testToken, "SCENARIST_BOT=" + talkFile, "SCENARIST_KEY=" + testKey, "SCENARIST_OWNER=1",
		"SCENARIST_SECRET_SHOP=open sesame",
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	p := spawn(t, binary, env...)
	var group sync.WaitGroup
	for i := range visitors {
		group.Go(func() {
			<-time.After(time.Duration(i) * 3 * time.Second / time.Duration(visitors)) // they come one after another
			v := &visitor{base: "http://" + address, name: fmt.Sprintf("N%d", i)}
			v.judge(t, v.talk(t))
		})
	}
	for range kills {
		<-time.After(200*time.Millisecond + time.Duration(chance.Int64N(int64(time.Second)))) // the moment is what is left to chance
		p.kill(t)
		p = spawn(t, binary, env...)
	}
	group.Wait()
	if code := p.stop(t); code != exitOK {
		t.Errorf("ended with %d:\n%s", code, p.errs)
	}
	if strings.Contains(p.errs.String(), "level=ERROR") {
		t.Errorf("the log has errors:\n%s", p.errs)
	}
}

// judge looks at the conversation as it is at the end.
func (v *visitor) judge(t *testing.T, s trypage.Screen) {
	t.Helper()
	var own, bots []string
	for _, m := range s.Messages {
		if m.Own {
			own = append(own, m.HTML)
		} else if !slices.Contains(bots, m.HTML) { // what was on its way at a kill may come twice
			bots = append(bots, m.HTML)
		}
	}
	if want := []string{"/start", v.name, "bye"}; !slices.Equal(own, want) {
		t.Errorf("%s has said %q; want %q", v.name, own, want)
	}
	for _, text := range v.taken {
		if !slices.Contains(own, text) {
			t.Errorf("%s said %q, which was taken and is lost", v.name, text)
		}
	}
	want := []string{
		"What is your name?", "Which colour, " + v.name + "?", "One moment, " + v.name + ".",
		v.name + " likes red. Say bye.", "Bye " + v.name + ": 1 1 1 1 1.",
	}
	if !slices.Equal(bots, want) {
		t.Errorf("%s was told %q; want %q", v.name, bots, want)
	}
}

package simulator

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// Person is somebody who talks to the bot in a private chat. What a person does reaches the bot with World.Settle.
type Person struct {
	world  *World
	name   string
	person *botapi.Person

	mu    sync.Mutex
	known map[int64]*botapi.Message // as last seen
	draft seenDraft
}

// seenDraft is the draft that was noticed last.
type seenDraft struct {
	id   int64
	text string
	till time.Time // it is in sight until then, if no message comes
}

// firstPersonID is where the ids of people begin, in the order in which they come.
const firstPersonID = 1001

// Person gives the person of the name, who is made with the profile if there is none yet.
func (w *World) Person(name string, profile Profile) *Person {
	w.kept.mu.Lock()
	defer w.kept.mu.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	if p := w.people[name]; p != nil {
		return p
	}
	p := &Person{world: w, name: name, known: map[int64]*botapi.Message{}}
	u := botapi.User{
		ID: firstPersonID + int64(len(w.people)), FirstName: profile.FirstName, LastName: profile.LastName,
		Username: profile.Username, LanguageCode: profile.Language, IsPremium: profile.Premium, PhoneNumber: profile.Phone,
	}
	if u.FirstName == "" {
		u.FirstName = strings.ToUpper(name[:1]) + name[1:]
	}
	p.person = w.server.NewUser(u)
	w.people[name] = p
	w.names[u.ID] = name
	return p
}

// known tells whether there is a person of the name.
func (w *World) known(name string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.people[name] != nil
}

func (w *World) everybody() []*Person {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]*Person, 0, len(w.people))
	for _, p := range w.people {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b *Person) int { return cmp.Compare(a.name, b.name) })
	return out
}

func (w *World) personOf(chat int64) *Person {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.people[w.names[chat]]
}

func (w *World) nameOf(chat int64) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if name, ok := w.names[chat]; ok {
		return name
	}
	return strconv.FormatInt(chat, 10)
}

// Name is the person's name in this world.
func (p *Person) Name() string { return p.name }

// ID is Telegram's id of the person.
func (p *Person) ID() int64 { return p.person.User().ID }

// Key names the person's session.
func (p *Person) Key() engine.SessionKey {
	return engine.SessionKey{BotID: p.world.botID, ChatID: p.ID(), UserID: p.ID()}
}

// Screen is the chat as the person sees it, oldest message first.
func (p *Person) Screen() []botapi.Message { return p.person.Screen(botToken) }

// Keyboard is the reply keyboard in sight, nil without one.
func (p *Person) Keyboard() *botapi.ReplyKeyboard { return p.person.Keyboard(botToken) }

// Action is what the bot is said to do now, such as typing; empty for nothing.
func (p *Person) Action() string { return p.person.Action(botToken) }

// Drafts are the messages that the bot is said to be writing now, as Telegram's HTML; one without a text is empty.
func (p *Person) Drafts() []string {
	var out []string
	for _, d := range p.person.Drafts(botToken) {
		out = append(out, HTML(d.Text, d.Entities))
	}
	return out
}

// news tells whether the person sees something else by the draft than before, and remembers it.
func (p *Person) news(d botapi.Draft, text string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	old := p.draft
	p.draft = seenDraft{id: d.ID, text: text, till: d.At.Add(botapi.DraftLasts)}
	return old.id != d.ID || old.text != text || old.till.Before(d.At)
}

// covered forgets the draft that a message of the bot took away.
func (p *Person) covered() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.draft = seenDraft{}
}

// Spinning tells whether a button that the person pressed waits for the bot's answer, as a spinner shows.
func (p *Person) Spinning() bool { return len(p.person.Spinning(botToken)) > 0 }

// Blocked tells whether the person has blocked the bot.
func (p *Person) Blocked() bool { return p.person.Blocked(botToken) }

// Commands is the bot's menu.
func (p *Person) Commands() []botapi.BotCommand { return p.person.Commands(botToken) }

// Own tells whether a message is the person's.
func (p *Person) Own(m *botapi.Message) bool { return m.From != nil && m.From.ID == p.ID() }

// Offer is what a message asks money for, nil for nothing.
func (p *Person) Offer(m *botapi.Message) *Offer { return p.world.offerOf(m) }

// look gives a message as it reads now and as it read when it was last looked at, nil for what is not there.
func (p *Person) look(id int64) (now, before *botapi.Message) {
	m, ok := p.person.Message(botToken, id)
	if !ok {
		return nil, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	before = p.known[id]
	p.known[id] = &m
	return &m, before
}

// act does something that gives a message.
func (p *Person) act(do func() (message int64, err error)) error {
	return p.world.act(func() error {
		_, err := do()
		return err
	})
}

// Start presses Start, or follows a deep link with a payload.
func (p *Person) Start(payload string) error {
	return p.act(func() (int64, error) { return p.person.Start(botToken, payload) })
}

// Say sends a text.
func (p *Person) Say(text string) error {
	return p.act(func() (int64, error) { return p.person.Say(botToken, text) })
}

// Reply answers the bot's newest message.
func (p *Person) Reply(text string) error {
	for _, m := range slices.Backward(p.Screen()) {
		if !p.Own(&m) {
			return p.act(func() (int64, error) { return p.person.Reply(botToken, m.ID, text) })
		}
	}
	return errors.New("there is no message to reply to")
}

// Edit changes the person's own newest text.
func (p *Person) Edit(text string) error {
	for _, m := range slices.Backward(p.Screen()) {
		if p.Own(&m) && m.Text != "" {
			return p.world.act(func() error { return p.person.Edit(botToken, m.ID, text) })
		}
	}
	return errors.New("there is no message to edit")
}

// Block blocks the bot, or takes that back.
func (p *Person) Block(blocked bool) error {
	if blocked {
		return p.world.act(func() error { return p.person.Block(botToken) })
	}
	return p.world.act(func() error { return p.person.Unblock(botToken) })
}

// Contact shares the person's own number.
func (p *Person) Contact() error {
	return p.act(func() (int64, error) { return p.person.SendContact(botToken) })
}

// ContactOf shares somebody else's number.
func (p *Person) ContactOf(phone, firstName string) error {
	return p.act(func() (int64, error) {
		return p.person.SendContactOf(botToken, botapi.Contact{PhoneNumber: phone, FirstName: firstName})
	})
}

// Location sends a point on the map, in degrees.
func (p *Person) Location(latitude, longitude float64) error {
	return p.act(func() (int64, error) { return p.person.SendLocation(botToken, latitude, longitude) })
}

// Send sends a file made up here: photo, video, audio, voice, file or sticker. Voices and stickers have no caption.
func (p *Person) Send(kind, caption string) error {
	data := []byte("a " + kind + " of the simulator")
	return p.act(func() (int64, error) {
		switch kind {
		case "photo":
			return p.person.SendPhoto(botToken, botapi.File{Name: "photo.png", Data: Picture()}, caption)
		case "video":
			return p.person.SendVideo(botToken, botapi.File{Name: "video.mp4", Data: data}, caption)
		case "audio":
			return p.person.SendAudio(botToken, botapi.File{Name: "audio.mp3", Data: data}, caption)
		case "voice":
			return p.person.SendVoice(botToken, botapi.File{Name: "voice.ogg", Data: data})
		case "file":
			return p.person.SendFile(botToken, botapi.File{Name: "file.txt", Data: data}, caption)
		case "sticker":
			return p.person.SendSticker(botToken, botapi.File{Name: "sticker.webp", Data: data})
		default:
			return 0, fmt.Errorf("a person cannot send a %q", kind)
		}
	})
}

// Album sends photos together, 2 to 10.
func (p *Person) Album(photos int, caption string) error {
	if photos < 2 || photos > 10 {
		return fmt.Errorf("an album has 2 to 10 photos, not %d", photos)
	}
	files := make([]botapi.File, photos)
	for i := range files {
		files[i] = botapi.File{Name: "photo.png", Data: Picture()}
	}
	return p.world.act(func() error {
		_, err := p.person.SendAlbum(botToken, files, caption)
		return err
	})
}

// FirstName is what Telegram calls the person.
func (p *Person) FirstName() string { return p.person.User().FirstName }

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// control moves the people of a simulated Telegram by requests.
type control struct {
	telegram *botapi.Server

	mu     sync.Mutex
	people map[string]*botapi.Person // by first name
}

// maxRequest is the largest request that moves people, in bytes.
const maxRequest = 64 << 10

// newControl serves the Bot API, and beside it what moves people.
func newControl(telegram *botapi.Server) http.Handler {
	c := &control{telegram: telegram, people: map[string]*botapi.Person{}}
	mux := http.NewServeMux()
	mux.Handle("/", telegram)
	mux.HandleFunc("POST /control/bots", c.addBot)
	mux.HandleFunc("POST /control/say", c.acts(func(p *botapi.Person, a *act) error {
		_, err := p.Say(a.Token, a.Text)
		return err
	}))
	mux.HandleFunc("POST /control/press", c.acts(func(p *botapi.Person, a *act) error {
		m, err := newestWith(p, a.Token, a.Text)
		if err != nil {
			return err
		}
		_, err = p.Press(a.Token, m, a.Text)
		return err
	}))
	mux.HandleFunc("POST /control/pay", c.acts(func(p *botapi.Person, a *act) error {
		for _, m := range slices.Backward(p.Screen(a.Token)) {
			if m.Invoice != nil {
				_, err := p.Pay(a.Token, m.ID)
				return err
			}
		}
		return fmt.Errorf("%s sees no invoice", a.Person)
	}))
	mux.HandleFunc("GET /control/screen", c.screen)
	return mux
}

// act is something that a person does.
type act struct {
	Token  string `json:"token"`  // of the bot
	Person string `json:"person"` // who comes into being with the first act
	Text   string `json:"text"`   // what is said, or the label of a button
}

func (c *control) person(name string) *botapi.Person {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.people[name]
	if p == nil {
		p = c.telegram.NewUser(botapi.User{FirstName: name, LanguageCode: "en"})
		c.people[name] = p
	}
	return p
}

// newestWith finds the newest message that has the button.
func newestWith(p *botapi.Person, bot, label string) (int64, error) {
	for _, m := range slices.Backward(p.Screen(bot)) {
		if m.ReplyMarkup == nil {
			continue
		}
		for _, row := range m.ReplyMarkup.Rows {
			for _, b := range row {
				if b.Text == label {
					return m.ID, nil
				}
			}
		}
	}
	return 0, fmt.Errorf("%s sees no button %q", p.User().FirstName, label)
}

func (c *control) addBot(w http.ResponseWriter, r *http.Request) {
	var b struct {
		Token    string `json:"token"`
		Username string `json:"username"`
		Name     string `json:"name"`
	}
	if !read(w, r, &b) {
		return
	}
	c.telegram.AddBot(b.Token, botapi.Bot{Username: b.Username, FirstName: b.Name})
	w.WriteHeader(http.StatusNoContent)
}

func (c *control) acts(do func(*botapi.Person, *act) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var a act
		if !read(w, r, &a) {
			return
		}
		if err := do(c.person(a.Person), &a); err != nil {
			http.Error(w, err.Error(), http.StatusConflict)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

// seen is a message as a person sees it.
type seen struct {
	ID      int64      `json:"id"`
	Own     bool       `json:"own"`
	Text    string     `json:"text"`
	Buttons [][]string `json:"buttons"`
	Invoice bool       `json:"invoice"`
}

func (c *control) screen(w http.ResponseWriter, r *http.Request) {
	p := c.person(r.URL.Query().Get("person"))
	out := []seen{}
	for _, m := range p.Screen(r.URL.Query().Get("token")) {
		s := seen{
			ID: m.ID, Own: m.From != nil && m.From.ID == p.User().ID, Text: m.Text + m.Caption, Buttons: [][]string{},
			Invoice: m.Invoice != nil,
		}
		if m.ReplyMarkup != nil {
			for _, row := range m.ReplyMarkup.Rows {
				labels := make([]string, len(row))
				for i := range row {
					labels[i] = row[i].Text
				}
				s.Buttons = append(s.Buttons, labels)
			}
		}
		out = append(out, s)
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(out); err != nil {
		return // whoever asked is gone
	}
}

func read(w http.ResponseWriter, r *http.Request, dst any) bool {
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxRequest))
	dec.DisallowUnknownFields()
	if err := dec.Decode(dst); err != nil {
		http.Error(w, "the request cannot be read: "+err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}

package testchat

import (
	"context"
	"regexp"
	"slices"

	"github.com/scenarist/scenarist/engine/simulator"
)

// You is the name of the person that every chat has.
const You = "you"

// maxPeople is how many people may be in a chat.
const maxPeople = 6

// person is somebody in the chat.
type person struct {
	name  string
	sim   *simulator.Person
	toast string // answer to the last press, shown once
	alert bool
}

// nameOf is what the chat calls somebody whom the simulator calls so, and simulated the other way round.
func nameOf(simulated string) string {
	if simulated == simulator.You {
		return You
	}
	return simulated
}

func simulated(name string) string {
	if name == You {
		return simulator.You
	}
	return name
}

// find gives a person of the chat; nil if there is none of the name.
func (c *Chat) find(name string) *person {
	for _, p := range c.people {
		if p.name == name {
			return p
		}
	}
	return nil
}

// join lets somebody be in the chat; who owns the bot is there already and only comes into sight.
func (c *Chat) join(name string) {
	p := &person{name: name, sim: c.world.Person(simulated(name), profile(len(c.people), c.lang))}
	c.people = append(c.people, p)
	c.film.knows(p.sim.ID(), name)
}

// profile is what Telegram tells about the n-th person.
func profile(n int, lang string) simulator.Profile {
	names := []string{"Alex", "Maria", "Sam", "Nina", "Leo", "Vera"}
	if lang == "ru" {
		names = []string{"Саша", "Маша", "Слава", "Нина", "Лёва", "Вера"}
	}
	return simulator.Profile{FirstName: names[n%len(names)], Language: lang}
}

var personName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,19}$`)

// AddPerson lets somebody else come into the chat. The name simulator.Owner is the bot's owner.
func (c *Chat) AddPerson(ctx context.Context, name string) error {
	_, leave, err := c.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	switch {
	case !personName.MatchString(name) || name == simulator.You:
		return refuse("/name", "a name of a person is made of small letters, digits and _, and %q is none", name)
	case c.find(name) != nil:
		return refuse("/name", "%s is in the chat already", name)
	case len(c.people) >= maxPeople:
		return refuse("/name", "no more than %d people can be in a chat", maxPeople)
	}
	c.join(name)
	return nil
}

// who gives the person who acts.
func (c *Chat) who(name string) (*person, error) {
	if p := c.find(name); p != nil {
		return p, nil
	}
	return nil, refuse("/person", "there is nobody called %q in this chat", name)
}

// names are those of the people but You, in order.
func (c *Chat) names() []string {
	out := make([]string, 0, len(c.people))
	for _, p := range c.people {
		out = append(out, p.name)
	}
	return slices.DeleteFunc(out, func(name string) bool { return name == You })
}

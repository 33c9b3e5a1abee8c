package main

import (
	"fmt"
	"strconv"
	"sync"
	"time"
)

// person goes round the conversation. Only one update of a person is under way.
type person struct {
	id     int64
	name   string
	rounds int
	step   int
	hook   *webhook    // of the bot that they talk to
	conn   *hookConn   // nil before the first update
	buf    []byte      // of their last update
	heard  chan answer // has room for one; what comes beside it is a doubled answer

	mu     sync.Mutex
	button string // callback data of the last message's first button
	below  int64  // id of that message
}

// answer is a message of the bot.
type answer struct {
	text string
	at   time.Time
}

func newPerson(n int, hook *webhook) *person {
	p := &person{id: int64(1_000_000 + n), name: "Ann", hook: hook, heard: make(chan answer, 1)}
	if n%2 == 1 {
		p.name = "Alexandra"
	}
	return p
}

// hear takes a message.
func (p *person) hear(c *apiCall, id int64, at time.Time) {
	if k := c.ReplyMarkup.InlineKeyboard; len(k) > 0 && len(k[0]) > 0 {
		p.mu.Lock()
		p.button, p.below = k[0][0].CallbackData, id
		p.mu.Unlock()
	}
	select {
	case p.heard <- answer{c.Text, at}:
	default: // twice: the next step finds the wrong text
	}
}

// update appends the person's next update.
func (p *person) update(b []byte, id int64) []byte {
	user := `{"id":` + strconv.FormatInt(p.id, 10) + `,"is_bot":false,"first_name":"Person","username":"person` +
		strconv.FormatInt(p.id, 10) + `","language_code":"en"}`
	chat := `{"id":` + strconv.FormatInt(p.id, 10) + `,"first_name":"Person","type":"private"}`
	date := strconv.FormatInt(time.Now().Unix(), 10)
	number := strconv.FormatInt(id, 10)
	b = append(b, `{"update_id":`...)
	b = append(b, number...)
	switch p.step {
	case 0:
		b = append(b, `,"message":{"message_id":`+number+`,"from":`+user+`,"chat":`+chat+`,"date":`+date+
			`,"text":"/start","entities":[{"type":"bot_command","offset":0,"length":6}]}}`...)
	case 1:
		b = append(b, `,"message":{"message_id":`+number+`,"from":`+user+`,"chat":`+chat+`,"date":`+date+
			`,"text":"`+p.name+`"}}`...)
	default:
		p.mu.Lock()
		button, below := p.button, p.below
		p.mu.Unlock()
		b = append(b, `,"callback_query":{"id":"`+number+`","from":`+user+`,"chat_instance":"1","message":{"message_id":`+
			strconv.FormatInt(below, 10)+`,"chat":`+chat+`,"date":`+date+`,"text":"…"},"data":"`+button+`"}}`...)
	}
	return b
}

// expects is the right answer to the person's next update.
func (p *person) expects() string {
	switch {
	case p.step == 0:
		return "Hello, Person. What is your name?"
	case p.step == 1 && len(p.name) > 3:
		return "<b>" + p.name + "</b> is a long name. Right?"
	case p.step == 1:
		return "<b>" + p.name + "</b> is a short name. Right?"
	default:
		return fmt.Sprintf("Thank you, %s: round %d.", p.name, p.rounds+1)
	}
}

// next goes on to the next step.
func (p *person) next() {
	if p.step++; p.step == 3 {
		p.step = 0
		p.rounds++
	}
}

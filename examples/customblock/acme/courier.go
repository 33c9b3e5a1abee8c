package acme

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// The work of the block: its name, how long it may take, and how much of an answer is read.
const (
	courierJob  = "acme/courier"
	courierTime = 20 * time.Second
	courierRead = 64 << 10 // bytes
)

// courier (acme/courier) asks a courier service how soon it brings something to an address, and for how much.
//
// Config: To, the address; Minutes and Price, the variables that get what the service says. Waits: for the work. Exits: next,
// too_far, error. Errors: courier_unreachable, courier_answer, courier_late, and those of the expression.
type courier struct {
	To      engine.Line `json:"to" validate:"required"`
	Minutes engine.Var  `json:"minutes,omitempty"`
	Price   engine.Var  `json:"price,omitempty"`
}

func courierType() engine.BlockType {
	return engine.BlockType{
		Name: "acme/courier", Version: 1, Icon: "truck",
		Title: engine.Text{"en": "Courier", "ru": "Курьер"},
		Help: engine.Text{
			"en": "Asks the courier service how soon it is there, and what it costs.",
			"ru": "Узнаёт у курьерской службы, когда она приедет и сколько это стоит.",
		},
		Exits: []engine.Exit{
			engine.NextExit(),
			{Name: "too_far", Title: engine.Text{"en": "Too far", "ru": "Слишком далеко"}},
			engine.ErrorExit(),
		},
		Example: `{"to": "12 Quay Street", "minutes": "session.minutes", "price": "session.price"}`,
		New:     func() engine.Block { return new(courier) },
	}
}

// Fields names the settings for forms and the reference.
func (*courier) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "to", Title: engine.Text{"en": "Address", "ru": "Адрес"},
			Help: engine.Text{"en": "Where to: often what the user answered.", "ru": "Куда: часто это ответ пользователя."},
		},
		{
			Name: "minutes", Widget: "variable", Title: engine.Text{"en": "Keep the minutes in", "ru": "Минуты сохранить в"},
			Help: engine.Text{"en": "A number.", "ru": "Число."},
		},
		{
			Name: "price", Widget: "variable", Title: engine.Text{"en": "Keep the price in", "ru": "Цену сохранить в"},
			Help: engine.Text{"en": "A number.", "ru": "Число."},
		},
	}
}

// quote is what the work comes to.
type quote struct {
	TooFar  bool    `json:"too_far,omitempty"`
	Minutes float64 `json:"minutes"`
	Price   float64 `json:"price"`
}

// Enter starts the work and waits for its end: a turn itself never waits for a network. Should the work be lost, the deadline ends
// the wait.
func (c *courier) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	to, err := t.Line(&c.To)
	if err != nil {
		return engine.Outcome{}, err
	}
	return engine.WaitFor(engine.Wait{
		Accept: []engine.EventKind{engine.JobDone, engine.TimerFired}, Deadline: t.Now().Add(2 * courierTime),
	}), t.Start(courierJob, to, 0, 0)
}

// Resume takes the end of the work, or of the wait.
func (c *courier) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	switch {
	case ev.Kind == engine.TimerFired:
		return engine.Outcome{}, engine.Trouble("courier_late", "the courier service did not answer in time")
	case ev.Job == nil:
		return engine.Stay(), nil
	case ev.Job.Error != nil:
		return engine.Outcome{}, ev.Job.Error
	}
	var q quote
	if err := json.Unmarshal(ev.Job.Result, &q); err != nil {
		return engine.Outcome{}, engine.Trouble("courier_answer", "what the courier service said was lost: %v", err)
	}
	if q.TooFar {
		return engine.Leave("too_far"), nil
	}
	if err := t.Save(c.Minutes, q.Minutes); err != nil {
		return engine.Outcome{}, err
	}
	return engine.Leave("next"), t.Save(c.Price, q.Price)
}

// askCourier is the work. It may be done twice, such as after a crash, and sends the same key then. A RunError is a trouble that the
// block leaves with; any other error has the work done again some times.
func askCourier(ctx context.Context, d engine.JobDeps, j engine.Job) (json.RawMessage, error) {
	var to string
	if err := json.Unmarshal(j.Payload, &to); err != nil {
		return nil, fmt.Errorf("decode the payload of job %q: %w", j.Key, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://courier.example.com/v1/quote?to="+url.QueryEscape(to), nil)
	if err != nil {
		return nil, fmt.Errorf("make the request of job %q: %w", j.Key, err)
	}
	req.Header.Set("Idempotency-Key", j.Key)
	res, err := d.HTTP.Do(req)
	if err != nil {
		return nil, &engine.RunError{Code: "courier_unreachable", Message: "the courier service cannot be reached: " + err.Error(), Retryable: true}
	}
	defer res.Body.Close()
	var q quote
	switch res.StatusCode {
	case http.StatusOK:
		data, err := io.ReadAll(io.LimitReader(res.Body, courierRead))
		if err == nil {
			err = json.Unmarshal(data, &q)
		}
		if err != nil {
			return nil, engine.Trouble("courier_answer", "the courier service gave an answer that makes no sense: %v", err)
		}
	case http.StatusNotFound:
		q.TooFar = true
	default:
		return nil, &engine.RunError{
			Code: "courier_answer", Message: "the courier service answered with the status " + res.Status, HTTPStatus: res.StatusCode,
			Retryable: res.StatusCode >= http.StatusInternalServerError,
		}
	}
	return json.Marshal(q)
}

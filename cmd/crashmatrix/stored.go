package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// masterKey seals the secrets of databases that last as long as a cell.
var masterKey = make([]byte, 32)

const (
	firstBot    = 1001
	firstPerson = 1_000_001
)

// makeBots makes the database and the bots in it.
func makeBots(ctx context.Context, url string, o *options) (err error) {
	db, err := storage.Open(ctx, storage.Options{URL: url, Key: masterKey, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("prepare a database: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for n := range int64(o.bots) {
		id := strconv.FormatInt(firstBot+n, 10)
		bot := host.BotRecord{
			ID: firstBot + n, Name: "Crash", Username: "crash" + id + "_bot", Token: id + ":crash", Key: make([]byte, 32), Secret: rand.Text(),
			Hosted: true, Revision: 1,
		}
		if err := db.SaveBot(ctx, bot); err != nil {
			return err
		}
		if _, err := db.Publish(ctx, bot.ID, documentOf(id), time.Now()); err != nil {
			return err
		}
	}
	return nil
}

// stored is the database, as it can be seen while the processes work on it.
type stored struct{ pool *pgxpool.Pool }

func newStored(ctx context.Context, url string) (*stored, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("look at the database: %w", err)
	}
	config.MaxConns = 4
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("look at the database: %w", err)
	}
	return &stored{pool}, nil
}

// inDoubt tells whether the invoice of a turn will not be sent again, since it may have been. It is no while the database does not
// answer.
func (s *stored) inDoubt(ctx context.Context, bot, chat int64, turn int) (bool, error) {
	const q = `SELECT EXISTS (SELECT FROM messages WHERE bot_id = $1 AND chat_id = $2 AND key IS NOT NULL AND state = 'unknown'
		AND convert_from(data, 'UTF8')::jsonb #>> '{invoice,title}' = $3)`
	var doubt bool
	title := fmt.Sprintf("B%d U%d N%d order", bot, chat, turn)
	if err := s.pool.QueryRow(ctx, q, bot, chat, title).Scan(&doubt); err != nil {
		return false, ctx.Err()
	}
	return doubt, nil
}

// unsent counts effects that are still to be sent or marked; an error is one of the database.
func (s *stored) unsent(ctx context.Context) (n int, err error) {
	err = s.pool.QueryRow(ctx, `SELECT count(*) FROM messages WHERE state IN ('pending', 'sending')`).Scan(&n)
	return n, err
}

// effectRow is a message that a turn asked for.
type effectRow struct {
	bot, chat int64
	kind      string // of the effect
	text      string // or the title of an invoice
	state     string
	ids       string // JSON list of what Telegram called it
}

// orderRow is an order with its payments.
type orderRow struct {
	bot, chat int64
	id        string
	status    string
	charges   []string
}

// contents is what a database holds in the end.
type contents struct {
	updates map[int64]map[int64]bool // by bot
	tallies map[int64]host.Tally
	letters []host.DeadLetter
	effects []effectRow
	orders  []orderRow
	users   map[int64]map[string]any // variables by person
	sold    map[int64]float64        // by bot
	unsent  int
}

// read reads all that is judged.
func (s *stored) read(ctx context.Context, url string, o *options) (_ *contents, err error) {
	c := &contents{updates: map[int64]map[int64]bool{}, tallies: map[int64]host.Tally{}, users: map[int64]map[string]any{}, sold: map[int64]float64{}}
	if c.unsent, err = s.unsent(ctx); err != nil {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	db, err := storage.Open(ctx, storage.Options{URL: url, Key: masterKey, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, fmt.Errorf("read the database: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for n := range int64(o.bots) {
		bot := firstBot + n
		c.updates[bot] = map[int64]bool{}
		if c.tallies[bot], err = db.Tally(ctx, bot); err != nil {
			return nil, err
		}
		letters, err := db.DeadLetters(ctx, bot, 10)
		if err != nil {
			return nil, err
		}
		c.letters = append(c.letters, letters...)
	}
	for n := range int64(o.people) {
		person, bot := firstPerson+n, botOf(n, o)
		l, err := db.Load(ctx, engine.SessionKey{BotID: bot, ChatID: person, UserID: person})
		if err != nil {
			return nil, err
		}
		c.users[person] = l.User
	}
	return c, errors.Join(s.readUpdates(ctx, c), s.readEffects(ctx, c), s.readOrders(ctx, c), s.readSold(ctx, c))
}

// botOf is the bot that a person talks to.
func botOf(person int64, o *options) int64 { return firstBot + person%int64(o.bots) }

func (s *stored) readUpdates(ctx context.Context, c *contents) error {
	rows, err := s.pool.Query(ctx, `SELECT bot_id, update_id FROM updates`)
	if err != nil {
		return fmt.Errorf("read updates: %w", err)
	}
	var bot, id int64
	_, err = pgx.ForEachRow(rows, []any{&bot, &id}, func() error {
		c.updates[bot][id] = true
		return nil
	})
	return err
}

func (s *stored) readEffects(ctx context.Context, c *contents) error {
	rows, err := s.pool.Query(ctx, `SELECT bot_id, chat_id, e ->> 'kind', coalesce(e #>> '{content,text}', e #>> '{invoice,title}', ''), state,
		coalesce(message_ids, '') FROM messages, LATERAL (SELECT convert_from(data, 'UTF8')::jsonb) AS d (e) WHERE key IS NOT NULL`)
	if err != nil {
		return fmt.Errorf("read effects: %w", err)
	}
	var r effectRow
	_, err = pgx.ForEachRow(rows, []any{&r.bot, &r.chat, &r.kind, &r.text, &r.state, &r.ids}, func() error {
		c.effects = append(c.effects, r)
		return nil
	})
	return err
}

func (s *stored) readOrders(ctx context.Context, c *contents) error {
	rows, err := s.pool.Query(ctx, `SELECT o.bot_id, o.chat_id, o.id, o.status,
		ARRAY(SELECT charge_id FROM payments p WHERE p.bot_id = o.bot_id AND p.order_id = o.id ORDER BY 1) FROM orders o`)
	if err != nil {
		return fmt.Errorf("read orders: %w", err)
	}
	var r orderRow
	_, err = pgx.ForEachRow(rows, []any{&r.bot, &r.chat, &r.id, &r.status, &r.charges}, func() error {
		r.charges = append([]string(nil), r.charges...)
		c.orders = append(c.orders, r)
		return nil
	})
	return err
}

func (s *stored) readSold(ctx context.Context, c *contents) error {
	rows, err := s.pool.Query(ctx, `SELECT bot_id, coalesce((vars::jsonb ->> 'sold')::float, 0) FROM scopes WHERE scope = 'bot'`)
	if err != nil {
		return fmt.Errorf("read variables of bots: %w", err)
	}
	var bot int64
	var sold float64
	_, err = pgx.ForEachRow(rows, []any{&bot, &sold}, func() error {
		c.sold[bot] = sold
		return nil
	})
	return err
}

// messageIDs reads the list of an effect.
func (r *effectRow) messageIDs() ([]int64, error) {
	if r.ids == "" {
		return nil, nil
	}
	var ids []int64
	if err := json.Unmarshal([]byte(r.ids), &ids); err != nil {
		return nil, fmt.Errorf("read message ids %q: %w", r.ids, err)
	}
	return ids, nil
}

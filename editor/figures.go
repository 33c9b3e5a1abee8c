package editor

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/studio"
)

// Figures are what a bot did.
type Figures struct {
	Users    int64                       `json:"users" doc:"Who came so far, ever"`
	Days     []FigureDay                 `json:"days" doc:"Today is the last; days are those of the bot's time zone"`
	Blocks   map[string]int64            `json:"blocks" doc:"How often a pass through the block began, in these days"`
	Edges    map[string]int64            `json:"edges" doc:"By block/exit: how often it was left that way. What is missing to the passes, but for who stands there, went away or went on elsewhere"`
	Standing map[string]int64            `json:"standing" doc:"By block: people who stand there now"`
	Goals    map[string]int64            `json:"goals" doc:"By name"`
	Splits   map[string]map[string]int64 `json:"splits" doc:"By experiment, then by branch"`
	Money    []MoneySum                  `json:"money" doc:"By currency"`
}

// FigureDay is one day.
type FigureDay struct {
	Day      string     `json:"day" example:"2026-03-01"`
	Users    int64      `json:"users" doc:"People who did something"`
	New      int64      `json:"new" doc:"People who came for the first time"`
	Messages int64      `json:"messages" doc:"In both directions"`
	Received int64      `json:"received"`
	Sent     int64      `json:"sent"`
	Errors   int64      `json:"errors"`
	Paid     int64      `json:"paid" doc:"Payments"`
	Money    []MoneySum `json:"money"`
}

// MoneySum is what came in a currency.
type MoneySum struct {
	Currency string `json:"currency" doc:"XTR is Telegram's Stars"`
	Paid     int64  `json:"paid" doc:"In minor units"`
	Refunded int64  `json:"refunded,omitempty" doc:"In minor units"`
}

// BlockTrouble is what goes wrong in a block.
type BlockTrouble struct {
	Flow    string    `json:"flow"`
	Block   string    `json:"block"`
	Code    string    `json:"code"`
	Text    string    `json:"text" spoken:"author" doc:"Of the last one, in plain words"`
	Count   int       `json:"count"`
	FirstAt time.Time `json:"first_at" doc:"In these days"`
	LastAt  time.Time `json:"last_at"`
	UserID  string    `json:"user_id,omitempty" doc:"With whom it happened last; for those who may see contacts"`
}

// BlockTroubles are what goes wrong in a bot.
type BlockTroubles struct {
	Items      []BlockTrouble `json:"items" doc:"The last first"`
	Incomplete bool           `json:"incomplete,omitempty" doc:"There is more than was looked at: the counts are of the newest"`
	Letters    int            `json:"letters" doc:"Updates that could not be handled at all, and can be received again"`
}

type figuresRequest struct {
	BotPath

	Days int `query:"days" minimum:"1" maximum:"90" default:"7"`
}

func moneyOf(all map[string]studio.Money) []MoneySum {
	out := []MoneySum{}
	for _, currency := range slices.Sorted(maps.Keys(all)) {
		out = append(out, MoneySum{Currency: currency, Paid: all[currency].Paid, Refunded: all[currency].Refunded})
	}
	return out
}

func figuresOf(f *studio.Figures) Figures {
	out := Figures{
		Users: f.Users, Days: []FigureDay{}, Blocks: f.Blocks, Edges: map[string]int64{}, Standing: f.Standing, Goals: f.Goals,
		Splits: f.Splits, Money: moneyOf(f.Money),
	}
	for e, n := range f.Edges {
		out.Edges[e.Block+"/"+e.Exit] = n
	}
	for i := range f.Days {
		d := &f.Days[i]
		out.Days = append(out.Days, FigureDay{
			Day: d.Day, Users: d.Users, New: d.New, Messages: d.Received + d.Sent, Received: d.Received, Sent: d.Sent,
			Errors: d.Errors, Paid: d.Paid, Money: moneyOf(d.Money),
		})
	}
	return out
}

func (a *api) addFigures() {
	add(a, operation{
		id: "bot-figures", method: http.MethodGet, path: "/bots/{bot}/figures", tag: "Figures", rule: onBot(access.FiguresRead),
		summary: "What a bot did in the last days",
	}, func(ctx context.Context, in *figuresRequest) (*answerOf[Figures], error) {
		f, err := a.o.Studio.Figures(ctx, in.Bot, in.Days)
		if err != nil {
			return nil, err
		}
		return &answerOf[Figures]{figuresOf(&f)}, nil
	})
	add(a, operation{
		id: "bot-troubles", method: http.MethodGet, path: "/bots/{bot}/troubles", tag: "Figures", rule: onBot(access.FiguresRead),
		summary: "What went wrong in the last days, by block",
	}, func(ctx context.Context, in *figuresRequest) (*answerOf[BlockTroubles], error) {
		b, err := a.o.Studio.Bot(ctx, in.Bot)
		if err != nil {
			return nil, err
		}
		list, incomplete, letters, err := a.o.Studio.Troubles(ctx, in.Bot, in.Days)
		out := BlockTroubles{Items: []BlockTrouble{}, Incomplete: incomplete, Letters: letters}
		mayMeet := callerOf(ctx).May(access.ContactRead, b.Workspace, b.ID)
		for i := range list {
			t := &list[i]
			one := BlockTrouble{Flow: t.Flow, Block: t.Block, Code: t.Code, Text: t.Text, Count: t.Count, FirstAt: t.FirstAt, LastAt: t.LastAt}
			if mayMeet {
				one.UserID = strconv.FormatInt(t.LastUser, 10)
			}
			out.Items = append(out.Items, one)
		}
		return &answerOf[BlockTroubles]{out}, err
	})
}

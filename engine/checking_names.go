package engine

import (
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine/flow"
)

// Signaller is a block that sends signals of fixed names. Check finds by it what waits for a signal that nobody sends.
type Signaller interface {
	Signals() []string
}

// SignalNames gives the names of the signals that blocks of the document send, sorted. Complete is false if there may be
// more, since some block could not be read.
func (k *Checking) SignalNames() (names []string, complete bool) {
	for _, b := range k.c.rev.blocks {
		if s, ok := blockAs[Signaller](b); ok {
			names = append(names, s.Signals()...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), !k.c.blind
}

// WebhookNames gives the names of the webhooks that triggers of the document take calls for, sorted. Complete is false if
// there may be more.
func (k *Checking) WebhookNames() (names []string, complete bool) {
	for _, b := range k.c.rev.triggers {
		if w, ok := b.trigger.(Webhooker); ok {
			names = append(names, w.Webhook().Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), !k.c.blind
}

// CommandNames gives the commands that triggers of the document take, without the slash and sorted, whatever chats,
// people and words behind them they are for. Complete is false if there may be more: a pattern may fit anything.
func (k *Checking) CommandNames() (names []string, complete bool) {
	return k.c.commandNames()
}

func (c *compiling) commandNames() (names []string, complete bool) {
	complete = !c.blind
	for _, b := range c.rev.triggers {
		if menu, ok := b.trigger.(Commander); ok {
			for _, m := range menu.Commands() {
				names = append(names, m.Command)
			}
		}
		_, keyed := b.trigger.(Keyed)
		_, timed := b.trigger.(Timed)
		complete = complete && (keyed || timed || b.fallback())
		for _, key := range b.keys() {
			switch kind, value, _ := strings.Cut(key, ":"); kind {
			case "command":
				value, _, _ = strings.Cut(value, " ")
				value, _, _ = strings.Cut(value, "@")
				names = append(names, value)
			case "link": // is /start with a word behind it
				names = append(names, "start")
			case "pattern":
				complete = false
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names), complete
}

// Languages gives the languages of the bot, its own first.
func (k *Checking) Languages() []string { return languagesOf(k.c.doc) }

// Languages gives the languages of the bot, its own first.
func (t *Turn) Languages() []string { return languagesOf(t.rev.Doc) }

func languagesOf(doc *flow.Document) []string {
	out := []string{doc.Language}
	for _, l := range doc.Languages {
		if !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// Settled reports whether the author said what becomes of the exit: it leads to a block, or is ended on purpose.
func (k *Checking) Settled(exit string) bool {
	return k.Connected(exit) || k.b.ends(exit) == flow.ExitEnd
}

// DidYouMean is the end of a sentence about a word that is none of the candidates; empty if none is near.
func DidYouMean(word string, candidates []string) string { return didYouMean(word, candidates) }

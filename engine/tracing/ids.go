package tracing

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"go.opentelemetry.io/otel/trace"

	"github.com/scenarist/scenarist/engine"
)

// ids are those of a turn's trace and of its first span.
type ids struct {
	trace trace.TraceID
	span  trace.SpanID
}

// digest is a hash that nobody can make without the bot's key.
func digest(botKey []byte, what string, key engine.SessionKey, turn int64) [sha256.Size]byte {
	b := make([]byte, 0, 96)
	b = append(b, botKey...)
	b = append(b, what...)
	for _, n := range [...]int64{key.BotID, key.ChatID, key.UserID, turn} {
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	return sha256.Sum256(b)
}

func idsOf(botKey []byte, key engine.SessionKey, turn int64) ids {
	h := digest(botKey, "turn", key, turn)
	return ids{trace.TraceID(h[:16]), trace.SpanID(h[16:24])}
}

// sessionOf names a session without saying whose it is.
func sessionOf(botKey []byte, key engine.SessionKey) string {
	h := digest(botKey, "session", key, 0)
	return hex.EncodeToString(h[:8])
}

// context makes a span without a parent have these ids.
func (i ids) context(ctx context.Context) context.Context { return context.WithValue(ctx, idsKey{}, i) }

// parent is the turn's first span for what belongs below it.
func (i ids) parent() trace.SpanContext {
	return trace.NewSpanContext(trace.SpanContextConfig{TraceID: i.trace, SpanID: i.span, TraceFlags: trace.FlagsSampled, Remote: true})
}

type idsKey struct{}

// generator gives spans the ids of their context, and random ones where there are none.
type generator struct{ random func() uint64 }

// NewIDs gives the ids of a span without a parent.
func (g generator) NewIDs(ctx context.Context) (trace.TraceID, trace.SpanID) {
	if i, ok := ctx.Value(idsKey{}).(ids); ok {
		return i.trace, i.span
	}
	var id trace.TraceID
	binary.BigEndian.PutUint64(id[:8], g.random())
	binary.BigEndian.PutUint64(id[8:], g.random())
	return id, g.NewSpanID(ctx, id)
}

// NewSpanID gives the id of a span below another.
func (g generator) NewSpanID(context.Context, trace.TraceID) trace.SpanID {
	var id trace.SpanID
	binary.BigEndian.PutUint64(id[:], g.random())
	return id
}

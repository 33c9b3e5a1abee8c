package tracing

import (
	"strconv"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

func botOf(b *host.BotRecord) attribute.KeyValue {
	name := b.Username
	if name == "" {
		name = strconv.FormatInt(b.ID, 10)
	}
	return attribute.String("scenarist.bot", name)
}

// Turn makes the spans of an event that had a turn.
func (t *Tracer) Turn(s host.TurnSeen) {
	if !s.Watched {
		return
	}
	own := idsOf(s.Bot.Key, s.Key, s.Turn)
	attrs := []attribute.KeyValue{
		botOf(s.Bot), attribute.String("scenarist.session", sessionOf(s.Bot.Key, s.Key)),
		attribute.Int64("scenarist.turn", s.Turn), attribute.String("scenarist.end", string(s.End)),
	}
	if len(s.Film) > 0 {
		attrs = append(attrs, attribute.String("scenarist.flow", s.Film[0].Flow))
	}
	if s.Conflicts+s.Failures > 0 {
		attrs = append(attrs, attribute.Int("scenarist.conflicts", s.Conflicts), attribute.Int("scenarist.failures", s.Failures))
	}
	options := []trace.SpanStartOption{
		trace.WithNewRoot(), trace.WithSpanKind(trace.SpanKindConsumer), trace.WithTimestamp(s.Taken), trace.WithAttributes(attrs...),
	}
	if key, turn, ok := s.Cause(); ok {
		options = append(options, trace.WithLinks(trace.Link{SpanContext: idsOf(s.Bot.Key, key, turn).parent()}))
	}
	ctx, root := t.tracer.Start(own.context(t.ctx), "receive "+string(s.Kind), options...)
	defer root.End(trace.WithTimestamp(s.Ended))
	if s.End == host.TurnDead || s.End == host.TurnFailed {
		root.SetStatus(codes.Error, string(s.End))
	}
	if s.Begun.IsZero() {
		return
	}
	_, wait := t.tracer.Start(ctx, "wait", trace.WithTimestamp(s.Taken))
	wait.End(trace.WithTimestamp(s.Begun))
	if s.Ran.IsZero() {
		return
	}
	_, turn := t.tracer.Start(ctx, "turn", trace.WithTimestamp(s.Begun))
	for i := range s.Film {
		passed(turn, &s.Film[i], s.Ran)
	}
	turn.End(trace.WithTimestamp(s.Ran))
	if s.Group == nil {
		return
	}
	inside, commit := t.tracer.Start(ctx, "commit", trace.WithTimestamp(s.Ran))
	commit.AddLink(trace.Link{SpanContext: t.group(inside, s.Group)})
	if s.Group.Err != nil {
		commit.SetStatus(codes.Error, "not stored")
	}
	commit.End(trace.WithTimestamp(s.Group.Ended))
}

// passed tells of a block. When exactly it ran nobody noted: a turn takes no time to speak of, so all have its end's.
func passed(turn trace.Span, f *engine.Frameshot, at time.Time) {
	attrs := []attribute.KeyValue{
		attribute.String("scenarist.flow", f.Flow), attribute.String("scenarist.block", f.Block), attribute.String("scenarist.block_type", f.Type),
	}
	if f.Exit != "" {
		attrs = append(attrs, attribute.String("scenarist.exit", f.Exit))
	}
	if f.Error != nil {
		attrs = append(attrs, attribute.String("scenarist.error", f.Error.Code))
	}
	turn.AddEvent("block", trace.WithTimestamp(at), trace.WithAttributes(attrs...))
}

// Group makes the spans of marks; that of the group itself is made with its turns.
func (t *Tracer) Group(g host.GroupSeen) {
	if g.Err != nil {
		return
	}
	for i := range g.Marks {
		m := &g.Marks[i]
		botKey, known := t.keys.Load(m.BotID)
		key, turn, ok := host.Origin(m.BotID, m.Key)
		if !known || !ok {
			continue
		}
		ctx, ok := t.below(botKey.([]byte), key, turn)
		if !ok {
			continue
		}
		_, span := t.tracer.Start(ctx, "mark", trace.WithTimestamp(m.At), trace.WithAttributes(
			attribute.String("scenarist.end", string(m.State)), attribute.Int64("scenarist.group.number", g.Number)))
		span.End(trace.WithTimestamp(g.Ended))
	}
}

// Send makes the span of a try to perform an effect.
func (t *Tracer) Send(s host.SendSeen) {
	t.keys.LoadOrStore(s.Bot.ID, s.Bot.Key)
	key, turn, ok := host.Origin(s.Bot.ID, s.Effect.Key)
	if !ok || s.Try == 0 {
		return
	}
	ctx, ok := t.below(s.Bot.Key, key, turn)
	if !ok {
		return
	}
	from := s.Begun
	if s.Try == 1 && s.Queued.Before(s.Begun) {
		from = s.Queued
	}
	name := "send " + string(s.Effect.Kind)
	if s.Effect.Kind == engine.SendMessage {
		name = "send message"
	}
	_, span := t.tracer.Start(ctx, name,
		trace.WithSpanKind(trace.SpanKindProducer), trace.WithTimestamp(from), trace.WithAttributes(
			botOf(s.Bot), attribute.String("scenarist.flow", s.Effect.Flow), attribute.String("scenarist.block", s.Effect.Block),
			attribute.Int("scenarist.try", s.Try), attribute.String("scenarist.end", string(s.End)),
		))
	span.AddEvent("begun", trace.WithTimestamp(s.Begun))
	if s.Code != "" {
		span.SetAttributes(attribute.String("scenarist.error", s.Code))
	}
	if s.End != host.TrySent {
		span.SetStatus(codes.Error, string(s.End))
	}
	span.End(trace.WithTimestamp(s.Ended))
}

// Job makes the span of a run of slow work.
func (t *Tracer) Job(s host.JobSeen) {
	key, turn, ok := s.Item.Origin(s.Bot.ID)
	if !ok {
		return
	}
	ctx, ok := t.below(s.Bot.Key, key, turn)
	if !ok {
		return
	}
	attrs := []attribute.KeyValue{botOf(s.Bot), attribute.Int("scenarist.try", s.Try), attribute.String("scenarist.end", string(s.End))}
	if j := s.Item.Job; j != nil {
		attrs = append(attrs, attribute.String("scenarist.flow", j.Flow), attribute.String("scenarist.block", j.Block))
	}
	_, span := t.tracer.Start(ctx, "job "+s.Kind(), trace.WithTimestamp(s.Begun), trace.WithAttributes(attrs...))
	if s.End == host.JobTrouble || s.End == host.JobRetried {
		span.SetStatus(codes.Error, string(s.End))
	}
	span.End(trace.WithTimestamp(s.Ended))
}

package tracing

import (
	"context"
	"fmt"
	"sync"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// Options are what a Tracer is made of. Export and Random are needed.
type Options struct {
	Export  sdk.SpanProcessor // gets the finished spans
	Random  func() uint64     // makes the ids of spans that have no other
	Version string            // of the program; empty for none
}

// Tracer makes spans of what a host does. It is a host.Observer and safe for concurrent use.
type Tracer struct {
	ctx      context.Context // of the spans, which belong to no caller
	provider *sdk.TracerProvider
	tracer   trace.Tracer

	keys sync.Map // of bots, by id

	mu     sync.Mutex
	groups [keptGroups]keptGroup // the last ones, by the end of their number
}

var _ host.Observer = (*Tracer)(nil)

// New makes a tracer. Which turns are traced is up to OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG, as the SDK reads them; what is said of
// this process to OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES.
func New(ctx context.Context, o Options) (*Tracer, error) {
	own := []attribute.KeyValue{attribute.String("service.name", "scenarist")}
	if o.Version != "" {
		own = append(own, attribute.String("service.version", o.Version))
	}
	res, err := resource.Merge(resource.NewSchemaless(own...), resource.Environment())
	if err != nil {
		return nil, fmt.Errorf("read OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	p := sdk.NewTracerProvider(sdk.WithIDGenerator(generator{o.Random}), sdk.WithResource(res), sdk.WithSpanProcessor(o.Export))
	return &Tracer{
		ctx: context.WithoutCancel(ctx), provider: p, tracer: p.Tracer("github.com/scenarist/scenarist"),
	}, nil
}

// Close sends what is not sent yet.
func (t *Tracer) Close(ctx context.Context) error {
	if err := t.provider.Shutdown(ctx); err != nil {
		return fmt.Errorf("end traces: %w", err)
	}
	return nil
}

// Watch reports whether the sampler wants the turn: it is asked by a first span that is thrown away.
func (t *Tracer) Watch(b *host.BotRecord, key engine.SessionKey, turn int64) bool {
	t.keys.LoadOrStore(b.ID, b.Key)
	return t.sampled(idsOf(b.Key, key, turn))
}

func (t *Tracer) sampled(i ids) bool {
	_, span := t.tracer.Start(i.context(t.ctx), "receive")
	return span.SpanContext().IsSampled()
}

// below is the context for spans of a turn that happened elsewhere; false if that is not traced.
func (t *Tracer) below(botKey []byte, key engine.SessionKey, turn int64) (context.Context, bool) {
	i := idsOf(botKey, key, turn)
	if !t.sampled(i) {
		return nil, false
	}
	return trace.ContextWithRemoteSpanContext(t.ctx, i.parent()), true
}

// group gives the span of a group, which is made when the first turn of it needs it.
func (t *Tracer) group(ctx context.Context, g *host.GroupSeen) trace.SpanContext {
	t.mu.Lock()
	defer t.mu.Unlock()
	kept := &t.groups[g.Number%keptGroups]
	if kept.number == g.Number {
		return kept.span
	}
	_, span := t.tracer.Start(ctx, "group", trace.WithTimestamp(g.Begun), trace.WithAttributes(
		attribute.Int64("scenarist.group.number", g.Number),
		attribute.Int("scenarist.group.turns", g.Members), attribute.Int("scenarist.group.marks", len(g.Marks)),
	))
	span.End(trace.WithTimestamp(g.Ended))
	*kept = keptGroup{g.Number, span.SpanContext()}
	return kept.span
}

// keptGroups are so many that the turns of a group are told while its span is known: only as many groups as there are committers
// are told at the same time.
const keptGroups = 64

type keptGroup struct {
	number int64
	span   trace.SpanContext
}

package tracing

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// Export makes what sends spans to the address that the standard variables name: OTEL_EXPORTER_OTLP_ENDPOINT, or
// OTEL_EXPORTER_OTLP_TRACES_ENDPOINT with its path. Nil if they name none, or say that nothing is to be sent
// (OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER=none). The other variables of the exporter, such as OTEL_EXPORTER_OTLP_HEADERS, are
// read by itself. Spans that nobody takes are tried again for a while and then dropped, and the log says so.
func Export(ctx context.Context, getenv func(string) string, log *slog.Logger) (sdk.SpanProcessor, error) {
	address := getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
	if base := getenv("OTEL_EXPORTER_OTLP_ENDPOINT"); address == "" && base != "" {
		address = strings.TrimSuffix(base, "/") + "/v1/traces"
	}
	if address == "" || strings.EqualFold(getenv("OTEL_SDK_DISABLED"), "true") || getenv("OTEL_TRACES_EXPORTER") == "none" {
		return nil, nil //nolint:nilnil // the sign that there is nothing to be exported
	}
	e, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(address))
	if err != nil {
		return nil, fmt.Errorf("export traces: %w", err)
	}
	return sdk.NewBatchSpanProcessor(&reporter{SpanExporter: e, log: log}), nil
}

// reporter logs what goes wrong: once, and once more when it works again. The SDK would tell the whole process's handler.
type reporter struct {
	sdk.SpanExporter
	log    *slog.Logger
	broken atomic.Bool
}

// ExportSpans sends spans.
func (r *reporter) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	err := r.SpanExporter.ExportSpans(ctx, spans)
	switch {
	case err != nil && r.broken.CompareAndSwap(false, true):
		r.log.WarnContext(ctx, "traces cannot be exported and are lost", "error", err)
	case err == nil && r.broken.CompareAndSwap(true, false):
		r.log.InfoContext(ctx, "traces are exported again")
	}
	return nil
}

package truora

import (
	"context"
	"log/slog"

	"github.com/truora/truora-go/internal/rest"
)

// logTo is separate from the code that sends, so that a program without a
// logger does not link one.
func logTo(logger *slog.Logger) func(context.Context, rest.Attempt) {
	return func(ctx context.Context, a rest.Attempt) {
		level, msg := slog.LevelDebug, "truora: answer"
		if a.Failed {
			msg = "truora: no answer"
		}
		attrs := []slog.Attr{slog.String("op", a.Op), slog.Int("attempt", a.Number), slog.Duration("elapsed", a.Elapsed)}
		switch {
		case a.Again:
			level, msg = slog.LevelWarn, msg+", may be sent again"
		case a.Unknown:
			level = slog.LevelWarn
			attrs = append(attrs, slog.String("outcome", "unknown"))
		}
		if a.Status != 0 {
			attrs = append(attrs, slog.Int("status", a.Status))
		}
		logger.LogAttrs(ctx, level, msg, attrs...)
	}
}

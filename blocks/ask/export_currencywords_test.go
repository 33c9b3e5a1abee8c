package ask

import "github.com/scenarist/scenarist/engine/expr"

// WithoutCurrency is an amount without what stands for its currency.
func WithoutCurrency(text string, cur expr.CurrencyInfo) string { return withoutCurrency(text, cur) }

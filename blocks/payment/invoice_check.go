package payment

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine"
)

// maxDeleteAge is how old a message may be to be deleted: Telegram Bot API, deleteMessage.
const maxDeleteAge = 48 * time.Hour

// Check reports what Telegram would refuse, and what it forbids.
func (i *invoice) Check(k *engine.Checking) {
	i.checkTexts(k)
	i.checkPrice(k)
	i.checkCurrency(k)
	i.checkTips(k)
	i.checkShipping(k)
	i.checkLifetime(k)
	i.checkData(k)
	if i.Subscription {
		i.checkSubscription(k)
	}
	if !i.CancelLabel.IsZero() && !i.Cancel {
		k.Warn("setting_unused", "/cancel_label", "there is no Cancel button to carry this label")
	}
	if !i.CancelText.IsZero() && !i.Cancel {
		k.Warn("setting_unused", "/cancelled_text", "without a Cancel button nobody will read this")
	}
	if !i.Text.IsZero() && i.Style != styleCard {
		k.Warn("setting_unused", "/text", "Telegram's own invoice shows title and description: this text is for the style card")
	}
}

func (i *invoice) checkTexts(k *engine.Checking) {
	if i.Title.IsZero() {
		k.Error("text_empty", "/title", "the invoice needs a title")
	}
	length(k, &i.Title, "/title", "title", maxTitle)
	length(k, &i.Description, "/description", "description", maxDescription)
	for lang, src := range i.Photo.Sources() {
		if dynamic(src) {
			continue
		}
		if u, err := url.Parse(strings.TrimSpace(src)); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" {
			k.Error("url_invalid", "/photo"+at(lang), "the photo must be a web address that begins with https://")
		}
	}
}

// length reports texts that are surely empty or too long. Values count as nothing.
func length(k *engine.Checking, l *engine.Line, path, name string, most int) {
	for lang, src := range l.Sources() {
		if strings.TrimSpace(src) == "" {
			k.Error("text_empty", path+at(lang), "the %s is empty", name)
		}
		if n := utf8.RuneCountInString(src); !dynamic(src) && n > most {
			k.Error("text_too_long", path+at(lang), "the %s has %d characters; Telegram allows %d", name, n, most)
		}
	}
}

func at(lang string) string {
	if lang == "" {
		return ""
	}
	return "/" + lang
}

// dynamic reports whether values are put into the text.
func dynamic(src string) bool { return strings.Contains(src, "{{") }

func (i *invoice) checkPrice(k *engine.Checking) {
	ways := 0
	for _, set := range []bool{!i.Amount.IsZero(), len(i.Lines) > 0, len(i.Prices) > 0} {
		if set {
			ways++
		}
	}
	switch {
	case ways == 0:
		k.Error("price_missing", "/amount", "the invoice has no price")
	case ways > 1:
		k.Error("price_twice", "", "the price is given in more than one way: take one of amount, lines and prices")
	}
	amount, known := fixed(k, i.Amount, "/amount", false)
	if known && i.Subscription && amount > maxSubscription {
		k.Error("price_invalid", "/amount", "a subscription costs at most %d Stars", maxSubscription)
	}
	var sum int64
	all := len(i.Lines) > 0
	for n := range i.Lines {
		p := fmt.Sprintf("/lines/%d", n)
		if i.Lines[n].Label.IsZero() {
			k.Error("label_empty", p+"/label", "the line has no label")
		}
		if i.Lines[n].Amount.IsZero() {
			k.Error("price_missing", p+"/amount", "the line has no price")
		}
		amount, known := fixed(k, i.Lines[n].Amount, p+"/amount", true)
		sum, all = sum+amount, all && known
	}
	if all && sum <= 0 {
		k.Error("price_invalid", "/lines", "the lines come to %d: an invoice must be above zero", sum)
	}
	for _, code := range sorted(i.Prices) {
		p := "/prices/" + code
		if !knownCurrency(code) {
			k.Error("currency_invalid", p, "Telegram knows no currency %q: write a code such as EUR, or XTR for Stars", code)
		}
		fixed(k, i.Prices[code], p, false)
	}
}

func sorted(m map[string]engine.Value) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// fixed reads a price that needs no values, and reports one that cannot be. Lines may lower the sum.
func fixed(k *engine.Checking, v engine.Value, path string, line bool) (amount int64, known bool) {
	x, ok := v.Constant()
	if !ok {
		return 0, false
	}
	amount, why := wholeAmount(x)
	switch {
	case why != "":
		k.Error("price_invalid", path, "%s", why)
	case amount <= 0 && !line:
		k.Error("price_invalid", path, "the price is %d: it must be above zero", amount)
	}
	return amount, why == ""
}

// checkCurrency holds what differs between Stars and providers.
func (i *invoice) checkCurrency(k *engine.Checking) {
	code, known := i.fixedCurrency()
	inStars := known && code == stars
	if known && !knownCurrency(code) {
		k.Error("currency_invalid", "/currency", "Telegram knows no currency %q: write a code such as EUR, or XTR for Stars", code)
	}
	if known && len(i.Prices) > 0 {
		if _, ok := i.Prices[code]; !ok {
			k.Error("price_missing", "/prices", "the price list has no price in %s", code)
		}
	}
	if i.Provider != "" {
		k.UsesSecret(i.Provider, "/provider")
	}
	if !inStars {
		if i.Provider == "" {
			k.Error("provider_missing", "/provider", "payments that are not in Stars need a provider: connect one with @BotFather and name the secret that holds its token")
		}
		if known && knownCurrency(code) && i.digital() {
			k.Warn("digital_goods", "/currency", "Telegram wants digital goods and services to be sold for Stars (XTR): if this is a thing, or a service off the screen, set goods to physical or service")
		}
		return
	}
	if i.Goods != "" && i.Goods != goodsDigital {
		k.Warn("setting_unused", "/goods", "the price is in Stars: what is sold matters for other currencies only")
	}
	if len(i.Lines) > 1 {
		k.Error("stars_lines", "/lines", "an invoice in Stars has exactly one line")
	}
	if i.Provider != "" {
		k.Error("stars_provider", "/provider", "Stars need no provider")
	}
	for _, x := range []struct {
		set  bool
		name string
	}{
		{i.MaxTip > 0, "max_tip"},
		{len(i.Tips) > 0, "tips"},
		{i.NeedName, "need_name"},
		{i.NeedPhone, "need_phone"},
		{i.NeedEmail, "need_email"},
		{i.NeedAddress, "need_address"},
		{len(i.Shipping) > 0, "shipping"},
		{i.SendPhone, "send_phone"},
		{i.SendEmail, "send_email"},
		{!i.ProviderData.IsZero(), "provider_data"},
	} {
		if x.set {
			k.Error("stars_setting", "/"+x.name, "payments in Stars do not have this: ask for it in the chat")
		}
	}
}

// digital reports whether what is sold has to be sold for Stars. Who does not say is believed to sell things if Telegram
// asks where to bring them.
func (i *invoice) digital() bool {
	if i.Goods != "" {
		return i.Goods == goodsDigital
	}
	return !i.NeedAddress && len(i.Shipping) == 0
}

// fixedCurrency gives the currency if no values decide about it.
func (i *invoice) fixedCurrency() (string, bool) {
	if i.Currency.IsZero() {
		return stars, true
	}
	var code string
	for _, src := range i.Currency.Sources() {
		c := currencyCode(src)
		if dynamic(src) || code != "" && c != code {
			return "", false
		}
		code = c
	}
	return code, true
}

func (i *invoice) checkTips(k *engine.Checking) {
	if len(i.Tips) > 0 && i.MaxTip == 0 {
		k.Error("tips_invalid", "/max_tip", "suggested tips need a largest tip")
		return
	}
	for n, tip := range i.Tips {
		p := fmt.Sprintf("/tips/%d", n)
		switch {
		case tip <= 0:
			k.Error("tips_invalid", p, "a tip must be above zero")
		case tip > i.MaxTip:
			k.Error("tips_invalid", p, "the tip is larger than the largest tip")
		case n > 0 && tip <= i.Tips[n-1]:
			k.Error("tips_invalid", p, "each suggested tip must be larger than the one before")
		}
	}
}

func (i *invoice) checkLifetime(k *engine.Checking) {
	if i.Lifetime == nil {
		return
	}
	d := i.Lifetime.Std()
	switch {
	case d < minLifetime || d > engine.MaxWait:
		k.Error("lifetime_range", "/lifetime", "an offer is open for at least a minute and at most a year")
	case d >= maxDeleteAge && i.Style != styleCard:
		k.Warn("delete_too_late", "/lifetime", "Telegram deletes messages only in their first 48 hours, so that this invoice stays in the chat after it expired: take the style card")
	}
}

func (i *invoice) checkSubscription(k *engine.Checking) {
	if i.Style != styleCard {
		k.Error("subscription_style", "/style", "Telegram sells subscriptions by links only: take the style card")
	}
	if code, known := i.fixedCurrency(); known && code != stars {
		k.Error("subscription_currency", "/currency", "subscriptions are paid in Stars (XTR)")
	}
	if i.several() || i.Anyone {
		k.Error("subscription_payers", "/subscription", "a subscription belongs to one user, who pays it again by himself")
	}
}

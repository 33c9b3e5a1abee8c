package expr_test

import (
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/expr"
)

func evalIn(t *testing.T, lang, src string) any {
	t.Helper()
	env := shopEnv()
	env.Lang = lang
	return eval(t, src, env)
}

func TestPlural_FormsByLanguage(t *testing.T) {
	t.Parallel()
	russian := `map([0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 25, 101, 111, 112, 1.5, -1, -3], plural(#, "яблоко", "яблока", "яблок")) | join(" ")`
	tests := []struct{ lang, src, want string }{
		{"ru", russian, "яблок яблоко яблока яблока яблок яблок яблок яблок яблоко яблока яблок яблоко яблок яблок яблока яблоко яблока"},
		{"uk", `plural(3, "яблуко", "яблука", "яблук")`, "яблука"},
		{"en", `map([0, 1, 2, 1.5, -1], plural(#, "apple", "apples")) | join(" ")`, "apples apple apples apples apple"},
		{"en", `plural(1, "one", "few", "many") + plural(2, "one", "few", "many")`, "onemany"},
		{"ru", `plural(1, "штука", "штук") + plural(2, "штука", "штук")`, "штукаштук"},
		{"ru", `plural(5, "рублей")`, "рублей"},
		{"pl", `map([1, 2, 5, 12, 21, 22], plural(#, "kot", "koty", "kotów")) | join(" ")`, "kot koty kotów kotów kotów koty"},
		{"cs", `map([1, 2, 4, 5], plural(#, "kus", "kusy", "kusů")) | join(" ")`, "kus kusy kusy kusů"},
		{"fr", `map([0, 1, 1.5, 2], plural(#, "jour", "jours")) | join(" ")`, "jour jour jour jours"},
		{"ja", `plural(1, "x", "y")`, "y"},
	}
	for _, tt := range tests {
		if got := evalIn(t, tt.lang, tt.src); got != tt.want {
			t.Errorf("%s: %s = %v, want %s", tt.lang, tt.src, got, tt.want)
		}
	}
}

func TestMoney_ByCurrencyAndLanguage(t *testing.T) {
	t.Parallel()
	tests := []struct{ lang, src, want string }{
		{"en", `money(1250, "USD")`, "$12.50"},
		{"en", `money(1200, "USD")`, "$12"},
		{"en", `money(-1250, "usd")`, "-$12.50"},
		{"en", `money(5, "USD")`, "$0.05"},
		{"en", `money(50, "XTR")`, "50\u00a0⭐"},
		{"ru", `money(50, "XTR")`, "50\u00a0⭐"},
		{"en", `money(125000, "RUB")`, "1,250\u00a0₽"},
		{"ru", `money(125000, "RUB")`, "1\u00a0250\u00a0₽"},
		{"ru", `money(123456789, "RUB")`, "1\u00a0234\u00a0567,89\u00a0₽"},
		{"ru", `money(1250, "USD")`, "12,50\u00a0$"},
		{"de", `money(123450, "EUR")`, "1.234,50\u00a0€"},
		{"en", `money(1250, "JPY")`, "¥1,250"},
		{"en", `money(1250, "KRW")`, "₩1,250"},
		{"ru", `money(1250, "VND")`, "1\u00a0250\u00a0₫"},
		{"en", `money(1250, "AED")`, "12.50\u00a0AED"},
		{"en", `money(99.6, "USD")`, "$1"},
	}
	for _, tt := range tests {
		if got := evalIn(t, tt.lang, tt.src); got != tt.want {
			t.Errorf("%s: %s = %q, want %q", tt.lang, tt.src, got, tt.want)
		}
	}
	numbers := map[string]float64{
		`to_minor(0.29, "USD")`: 29, `to_minor(19.99, "RUB")`: 1999, `to_minor(1.005, "USD")`: 101, `to_minor(50, "XTR")`: 50,
		`to_minor(1250, "JPY")`: 1250, `from_minor(1999, "RUB")`: 19.99, `from_minor(50, "XTR")`: 50,
	}
	for src, want := range numbers {
		if got := evalIn(t, "en", src); got != want {
			t.Errorf("%s = %v, want %v", src, got, want)
		}
	}
}

func TestFormatNumber_ByLanguage(t *testing.T) {
	t.Parallel()
	tests := []struct{ lang, src, want string }{
		{"en", `format_number(1234567.891)`, "1,234,567.891"},
		{"ru", `format_number(1234567.891, 2)`, "1\u00a0234\u00a0567,89"},
		{"de", `format_number(-1234.5, 2)`, "-1.234,50"},
		{"en", `format_number(999.999, 2)`, "1,000.00"},
		{"en", `format_number(-0.001, 2)`, "0.00"},
		{"en", `format_number(0.1 + 0.2)`, "0.3"},
		{"en", `format_number(100)`, "100"},
		{"en", `format_number(584115552257)`, "584,115,552,257"},
		{"en", `format_number(584115552257.25, 6)`, "584,115,552,257.250000"},
		{"en", `format_number(-9007199254.7409925)`, "-9,007,199,254.740992"},
		{"ru", `format_percent(0.25)`, "25\u00a0%"},
	}
	for _, tt := range tests {
		if got := evalIn(t, tt.lang, tt.src); got != tt.want {
			t.Errorf("%s: %s = %q, want %q", tt.lang, tt.src, got, tt.want)
		}
	}
}

func TestRound_AsItReads(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]float64{
		`round(1.005, 2)`: 1.01, `round(2.5)`: 3, `round(-2.5)`: -3, `round(1234, -2)`: 1200, `round(2.675, 2)`: 2.68,
		`round(1e20, 2)`: 1e20, `round(0.1 + 0.2, 10)`: 0.3, `round(1e-7, 2)`: 0, `round(5, 999)`: 5,
	} {
		if got := evalIn(t, "en", src); got != want {
			t.Errorf("%s = %v, want %v", src, got, want)
		}
	}
}

func TestDates_CalendarAndZones(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	env := &expr.Env{Now: time.Date(2026, 3, 28, 22, 30, 0, 0, time.UTC), Zone: berlin, Lang: "ru"}
	tests := []struct {
		src  string
		want any
	}{
		{`now()`, "2026-03-28T23:30:00+01:00"},
		{`today()`, "2026-03-28T00:00:00+01:00"},
		{`date("2026-03-29")`, "2026-03-29T00:00:00+01:00"},
		{`date("2026-03-29T12:00")`, "2026-03-29T12:00:00+02:00"},
		{`date("2026-03-29T12:00:00Z")`, "2026-03-29T14:00:00+02:00"},
		{`date(0)`, "1970-01-01T01:00:00+01:00"},
		// clocks go forward on 29 March at 2:00: a day keeps the hour, 24 hours do not
		{`add("2026-03-28 12:00", "1d")`, "2026-03-29T12:00:00+02:00"},
		{`add("2026-03-28 12:00", "24h")`, "2026-03-29T13:00:00+02:00"},
		{`add("2026-03-28 12:00", 1, "day")`, "2026-03-29T12:00:00+02:00"},
		{`diff("2026-03-28 12:00", "2026-03-29 12:00")`, 1.0},
		{`diff("2026-03-28 12:00", "2026-03-29 12:00", "hours")`, 23.0},
		{`diff("2026-03-29", "2026-03-30", "days")`, 1.0},
		{`end_of("2026-03-29", "day")`, "2026-03-29T23:59:59+02:00"},
		{`start_of("2026-03-29 05:00", "day")`, "2026-03-29T00:00:00+01:00"},
		// and back on 25 October at 3:00: there are two hours of that name
		{`start_of("2026-10-25T00:40:00Z", "hour")`, "2026-10-25T02:00:00+02:00"},
		{`start_of("2026-10-25T01:40:00Z", "hour")`, "2026-10-25T02:00:00+01:00"},
		// months are cut to their last day
		{`add("2026-01-31", "1 month")`, "2026-02-28T00:00:00+01:00"},
		{`add("2024-02-29", "1y")`, "2025-02-28T00:00:00+01:00"},
		{`add("2026-03-31", "-1 month")`, "2026-02-28T00:00:00+01:00"},
		{`add("2026-01-01", "1w 2d 3h 4m 5s")`, "2026-01-10T03:04:05+01:00"},
		{`add("2026-01-01", 1.5, "hours")`, "2026-01-01T01:30:00+01:00"},
		{`diff("2026-01-31", "2026-02-28", "months")`, 1.0},
		{`diff("2026-01-31 10:00", "2026-02-28 09:00", "months")`, 0.0},
		{`diff("2026-03-01", "2026-01-31", "months")`, -1.0},
		{`diff("2026-01-01", "2027-12-31", "years")`, 1.0},
		{`diff("2026-01-01", "2026-12-31", "quarters")`, 3.0},
		{`diff("2026-01-01", "2026-01-20", "weeks")`, 2.0},
		{`diff("2026-01-02", "2026-01-01 12:00")`, 0.0},
		{`diff("2026-01-01 00:00", "2026-01-01 00:10:59", "minutes")`, 10.0},
		{`start_of("2026-08-15", "quarter")`, "2026-07-01T00:00:00+02:00"},
		{`start_of("2026-03-29", "week")`, "2026-03-23T00:00:00+01:00"},
		{`end_of("2026-02-10", "month")`, "2026-02-28T23:59:59+01:00"},
		{`weekday("2026-03-29")`, 7.0},
		// the same moment elsewhere
		{`hour(in_zone(now(), "Asia/Tokyo"))`, 7.0},
		{`format_date(now(), "HH:mm Z", "+05:30")`, "04:00 +05:30"},
		// words
		{`format_date(now(), "d MMMM yyyy, EEEE")`, "28 марта 2026, суббота"},
		{`format_date(now(), "LLLL, EEE d MMM yy")`, "март, сб 28 мар. 26"},
		{`format_date(now(), "dd.MM.yyyy HH:mm:ss")`, "28.03.2026 23:30:00"},
		{`format_date(now(), "h:mm a 'o''clock'")`, "11:30 PM o'clock"},
		{`format_date("2026-03-01")`, "1 марта 2026"},
		{`format_date("2026-03-01 08:05")`, "1 марта 2026, 08:05"},
		{`month_name(now()) + " " + weekday_name(now())`, "март суббота"},
		{`age("2000-03-29")`, 25.0},
		{`age("2000-03-28")`, 26.0},
		{`duration("1d 2h 3m 4s")`, 93784.0},
		{`duration("-2 weeks")`, -1209600.0},
	}
	for _, tt := range tests {
		if got := eval(t, tt.src, env); got != tt.want {
			t.Errorf("%s = %v, want %v", tt.src, got, tt.want)
		}
	}
}

func TestFormatDate_FollowsLanguageAndZone(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 2, 23, 30, 0, 0, time.UTC)
	for _, c := range []struct{ pattern, lang, want string }{
		{"LLLL yyyy", "en", "November 2026"},
		{"LLLL yyyy", "ru", "ноябрь 2026"},
		{"d MMMM, EEE", "ru-RU", "2 ноября, пн"},
		{"HH:mm", "", "23:30"},
	} {
		if got, err := expr.FormatDate(at, c.pattern, c.lang); err != nil || got != c.want {
			t.Errorf("%s in %q: %q, %v, want %q", c.pattern, c.lang, got, err, c.want)
		}
	}
	if got, err := expr.FormatDate(at.In(time.FixedZone("", 3600)), "d HH:mm", "en"); err != nil || got != "3 00:30" {
		t.Errorf("in its own zone: %q, %v", got, err)
	}
	if got, err := expr.FormatDate(at, "QQ", "en"); err == nil {
		t.Errorf("an unknown letter gave %q", got)
	}
}

func TestDates_DeclaredVariableIsADate(t *testing.T) {
	t.Parallel()
	env := shopEnv()
	user := env.Scopes["user"].(map[string]any)
	for _, saved := range []any{"2000-02-01T00:00:00Z", "2000-02-01", time.Date(2000, 2, 1, 0, 0, 0, 0, time.UTC)} {
		user["birthday"] = saved
		if got := eval(t, `text(user.birthday) + ", " + text(age(user.birthday))`, env); got != "1 February 2000, 25" {
			t.Errorf("%v: got %v", saved, got)
		}
		if got := eval(t, `user.birthday`, env); got != "2000-02-01T00:00:00Z" {
			t.Errorf("%v: saved again as %v", saved, got)
		}
	}
	user["birthday"] = ""
	if got := eval(t, `user.birthday`, env); got != nil {
		t.Errorf("an empty text is %v", got)
	}
	user["birthday"] = "soon"
	p, err := expr.Compile(`year(user.birthday)`, shopSchema(t))
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Eval(env)
	wrong{`year(user.birthday)`, "value", "user.birthday", "user.birthday is declared as a date, but its value is not one", ""}.
		check(t, `year(user.birthday)`, err)
}

package ask_test

import (
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks/ask"
)

func day(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// readDay reads with everything from 1900 on allowed, on Friday, 20 November 2026, the calendar at December.
func readDay(t *testing.T, text, tag, first, last string) string {
	t.Helper()
	at, ok := ask.ReadDay(text, day(t, "2026-11-20"), day(t, first), day(t, last), "2026-12", tag)
	if !ok {
		return ""
	}
	return at.Format(time.DateOnly)
}

func TestReadDay_CommonForms(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2026-11-25": "2026-11-25", "2026/11/25": "2026-11-25", "2026.1.5": "2026-01-05",
		"25.11.2026": "2026-11-25", " 25.11.2026 ": "2026-11-25", "25.11.26": "2026-11-25", "25.11.26.": "2026-11-25",
		"5.6.2026": "2026-06-05", "25 11 2026": "2026-11-25", "11.25.2026": "2026-11-25",
		"25.11": "2026-11-25", "25/11": "2026-11-25", "19.11": "2027-11-19", "20.11": "2026-11-20",
		"25 ноября": "2026-11-25", "25 Ноября 2027": "2027-11-25", "25 ноября 2027 года": "2027-11-25", "25 нояб. 2027 г.": "2027-11-25",
		"25-го ноября": "2026-11-25", "ноябрь, 25": "2026-11-25", "в среду, 25 ноября": "2026-11-25", "1 мая": "2027-05-01", "2 мар": "2027-03-02",
		"November 25": "2026-11-25", "25th of November": "2026-11-25", "Nov 25, 2027": "2027-11-25", "the 1st of Sept": "2027-09-01",
		"25 dec 27": "2027-12-25", "2027 dec 25": "2027-12-25", "Fri, 25 Dec": "2026-12-25",
		"today": "2026-11-20", "Tomorrow": "2026-11-21", "day after tomorrow": "2026-11-22", "yesterday": "2026-11-19",
		"сегодня": "2026-11-20", "ЗАВТРА": "2026-11-21", "послезавтра": "2026-11-22", "вчера": "2026-11-19",
		"in 3 days": "2026-11-23", "in a week": "2026-11-27", "in 2 months": "2027-01-20", "через 3 дня": "2026-11-23",
		"через неделю": "2026-11-27", "через 2 недели": "2026-12-04", "через месяц": "2026-12-20",
		"monday": "2026-11-23", "on Wednesday": "2026-11-25", "friday": "2026-11-27", "в среду": "2026-11-25", "вс": "2026-11-22", "во вторник": "2026-11-24",
		"25": "2026-12-25", "the 5th": "2026-12-05", "5 числа": "2026-12-05",
		"29 февраля": "2028-02-29", "29.02.2028": "2028-02-29",
	} {
		if got := readDay(t, text, "en-GB", "1900-01-01", "2199-12-31"); got != want {
			t.Errorf("%q is %q, want %s", text, got, want)
		}
	}
}

func TestReadDay_OtherTextsAreNoDays(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "   ", "soon", "ноябрь", "ноябрь 2026", "25 25", "32.12.2026", "30.02.2026", "29.02.2027", "2026-13-01", "25.11.226", "31 ноября",
		"32", "0", "99999999999999999999", "25 ноября 2026 в 10:00", "next friday", "in november", "in 3 pieces", "через", "25 no", "-1", "1.2.3.4",
		"maybe", "второй", "2026",
	} {
		if got := readDay(t, text, "en-GB", "1900-01-01", "2199-12-31"); got != "" {
			t.Errorf("%q is %s, want none", text, got)
		}
	}
}

func TestReadDay_OrderOfDayAndMonthFollowsTheLanguage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, tag, want string }{
		{"05/06/2027", "en", "2027-05-06"},
		{"05/06/2027", "en-US", "2027-05-06"},
		{"05-06-2027", "en_us", "2027-05-06"},
		{"05/06/27", "en", "2027-05-06"},
		{"05/06", "en", "2027-05-06"},
		{"05/06/2027", "en-GB", "2027-06-05"},
		{"05/06/2027", "en-AU", "2027-06-05"},
		{"05.06.2027", "en-US", "2027-06-05"}, // with dots the day is first everywhere
		{"25/06/2027", "en-US", "2027-06-25"}, // there is only one way to read it
		{"06/25/2027", "en-GB", "2027-06-25"},
	} {
		if got := readDay(t, c.text, c.tag, "1900-01-01", "2199-12-31"); got != c.want {
			t.Errorf("%q in %s is %q, want %s", c.text, c.tag, got, c.want)
		}
	}
}

func TestReadDay_MissingYearsFollowWhatCanBeChosen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, first, last, want string }{
		{"25 ноября", "1900-01-01", "2026-11-20", "2025-11-25"}, // only the past can be chosen
		{"19.11", "2026-11-20", "2026-12-31", "2027-11-19"},     // refused later, as too late and not as too early
		{"25 ноября", "2027-01-01", "2027-12-31", "2026-11-25"},
		{"1.2.85", "1900-01-01", "2199-12-31", "1985-02-01"},
		{"1.2.75", "1900-01-01", "2199-12-31", "2075-02-01"},
		{"1.2.75", "1900-01-01", "2026-11-20", "1975-02-01"},
		{"1.2.25", "1900-01-01", "2008-11-20", "1925-02-01"},
		{"1.2.25", "2026-11-20", "2027-11-20", "2025-02-01"},
		{"29.2.00", "1900-01-01", "2026-11-20", "2000-02-29"},
	} {
		if got := readDay(t, c.text, "ru", c.first, c.last); got != c.want {
			t.Errorf("%q from %s to %s is %q, want %s", c.text, c.first, c.last, got, c.want)
		}
	}
}

func TestRelative_CountsFromToday(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, today, want string }{
		{"today", "2026-11-20", "2026-11-20"},
		{"tomorrow", "2026-12-31", "2027-01-01"},
		{"yesterday", "2026-03-01", "2026-02-28"},
		{"+30d", "2026-11-20", "2026-12-20"},
		{"today+30d", "2026-11-20", "2026-12-20"},
		{"-2w", "2026-11-20", "2026-11-06"},
		{"+1m", "2026-01-31", "2026-02-28"},
		{"-1m", "2026-03-31", "2026-02-28"},
		{"+13m", "2026-12-31", "2028-01-31"},
		{"-18y", "2026-02-28", "2008-02-28"},
		{"-18y", "2024-02-29", "2006-02-28"},
		{"+0d", "2026-11-20", "2026-11-20"},
		{"30d", "2026-11-20", ""},
		{"+30", "2026-11-20", ""},
		{"+d", "2026-11-20", ""},
		{"-9999y", "2026-11-20", ""},
		{"soon", "2026-11-20", ""},
	} {
		got := ""
		if at, ok := ask.Relative(c.text, day(t, c.today)); ok {
			got = at.Format(time.DateOnly)
		}
		if got != c.want {
			t.Errorf("%s from %s is %q, want %q", c.text, c.today, got, c.want)
		}
	}
}

// FuzzReadDay holds that whatever is read is a day of the calendar and reads back as itself.
func FuzzReadDay(f *testing.F) {
	for _, s := range []string{"25.11.2026", "2026-11-25", "25 ноября", "tomorrow", "in 3 days", "Fri, 25 Dec", "31.12", "29.2.00", "5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, ok := ask.ReadDay(text, day(t, "2026-11-20"), day(t, "1900-01-01"), day(t, "2199-12-31"), "2026-12", "en")
		if !ok {
			return
		}
		if at.Hour() != 0 || at.Location() != time.UTC {
			t.Fatalf("%q is %v, which is no day", text, at)
		}
		if s := at.Format(time.DateOnly); len(s) == len(time.DateOnly) {
			if again, ok := ask.ReadDay(s, at, at, at, "", "en"); !ok || !again.Equal(at) {
				t.Fatalf("%q is %s, which reads as %v", text, s, again)
			}
		}
	})
}

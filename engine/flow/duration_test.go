package flow_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/scenarist/scenarist/engine/flow"
)

func TestDuration_ReadsTextAndSeconds(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for _, c := range []struct {
		source    string
		want      time.Duration
		canonical string
	}{
		{`"0s"`, 0, `"0s"`},
		{`0`, 0, `"0s"`},
		{`"15m"`, 15 * time.Minute, `"15m"`},
		{`"2h"`, 2 * time.Hour, `"2h"`},
		{`"3d"`, 3 * day, `"3d"`},
		{`"1w"`, 7 * day, `"1w"`},
		{`"7d"`, 7 * day, `"1w"`},
		{`"90s"`, 90 * time.Second, `"90s"`},
		{`"1h30m"`, 90 * time.Minute, `"90m"`},
		{`"1w1d1h1m1s"`, 8*day + time.Hour + time.Minute + time.Second, `"694861s"`},
		{`"60m"`, time.Hour, `"1h"`},
		{`"45"`, 45 * time.Second, `"45s"`},
		{`900`, 15 * time.Minute, `"15m"`},
		{`1.2e2`, 2 * time.Minute, `"2m"`},
		{`"3650d"`, 3650 * day, `"3650d"`},
		{`315360000`, 3650 * day, `"3650d"`},
	} {
		var d flow.Duration
		if err := json.Unmarshal([]byte(c.source), &d); err != nil || d.Std() != c.want {
			t.Errorf("%s reads as %v, %v; %v expected", c.source, d.Std(), err, c.want)
		}
		if written, err := json.Marshal(d); err != nil || string(written) != c.canonical {
			t.Errorf("%s is written as %s, %v; %s expected", c.source, written, err, c.canonical)
		}
	}
}

func TestDuration_RefusesWhatIsNone(t *testing.T) {
	t.Parallel()
	const form = `: write whole numbers with the units w, d, h, m, s, the longest first, for example "15m" or "1h30m"`
	for _, c := range []struct{ source, message string }{
		{`""`, `duration is empty: write a number and a unit, for example "15m"`},
		{`"m"`, `duration "m"` + form},
		{`"15 m"`, `duration "15 m"` + form},
		{`"15M"`, `duration "15M"` + form},
		{`"-5m"`, `duration "-5m"` + form},
		{`"1.5h"`, `duration "1.5h"` + form},
		{`"30m1h"`, `duration "30m1h"` + form},
		{`"1h1h"`, `duration "1h1h"` + form},
		{`"1h30"`, `duration "1h30"` + form},
		{`"1y"`, `duration "1y"` + form},
		{`"3651d"`, `duration "3651d" is longer than 3650d`},
		{`"3650d1s"`, `duration "3650d1s" is longer than 3650d`},
		{`"99999999999999999999s"`, `duration "99999999999999999999s" is longer than 3650d`},
		{`-1`, `duration of -1 seconds is negative`},
		{`0.5`, `duration 0.5: whole seconds expected`},
		{`315360001`, `duration of 3.15360001e+08 seconds is out of range`},
		{`1e300`, `duration of 1e+300 seconds is out of range`},
		{`true`, `duration: a text such as "15m" or a number of seconds expected`},
	} {
		var d flow.Duration
		if err := json.Unmarshal([]byte(c.source), &d); err == nil || err.Error() != c.message {
			t.Errorf("%s: error %v, %s expected", c.source, err, c.message)
		}
	}
}

func TestDuration_WritesOnlyWhatItReads(t *testing.T) {
	t.Parallel()
	for _, d := range []flow.Duration{-flow.Duration(time.Second), flow.Duration(time.Millisecond), flow.MaxDuration + flow.Duration(time.Second)} {
		if data, err := json.Marshal(d); err == nil {
			t.Errorf("%v is written as %s", d.Std(), data)
		}
	}
}

func TestSeconds_HoldsTheRange(t *testing.T) {
	t.Parallel()
	if d, err := flow.Seconds(90); err != nil || d != flow.Duration(90*time.Second) {
		t.Errorf("got %v, %v", d, err)
	}
	for _, n := range []int64{-1, 315_360_001, 1 << 62} {
		if d, err := flow.Seconds(n); err == nil {
			t.Errorf("%d seconds are %v, an error expected", n, d)
		}
	}
}

func TestDuration_TextReadsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, err := flow.Seconds(rapid.Int64Range(0, 315_360_000).Draw(t, "seconds"))
		if err != nil {
			t.Fatal(err)
		}
		if back, err := flow.ParseDuration(d.String()); err != nil || back != d {
			t.Fatalf("%v is written as %q and read as %v, %v", d.Std(), d, back.Std(), err)
		}
	})
}

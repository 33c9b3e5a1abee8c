package expr_test

import (
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/expr"
)

// eval works an expression out in the shop.
func eval(t *testing.T, src string, env *expr.Env) any {
	t.Helper()
	p, err := expr.Compile(src, shopSchema(t))
	if err != nil {
		t.Fatalf("compile %s: %v", src, err)
	}
	v, err := p.Eval(env)
	if err != nil {
		t.Fatalf("eval %s: %v", src, err)
	}
	return v
}

type list = []any

type object = map[string]any

func TestEval_Values(t *testing.T) {
	t.Parallel()
	tests := []struct {
		src  string
		want any
	}{
		// constants and arithmetic: always float64
		{`1`, 1.0},
		{`1 + 2 * 3`, 7.0},
		{`(1 + 2) * 3`, 9.0},
		{`7 / 2`, 3.5},
		{`7 % 4`, 3.0},
		{`-7 % 4`, -3.0},
		{`2 ** 10`, 1024.0},
		{`2 ^ 3 ^ 2`, 512.0},
		{`-user.age`, -30.0},
		{`+user.age`, 30.0},
		{`1_000`, 1000.0},
		{`0x1F`, 31.0},
		{`1e3`, 1000.0},
		{`nil`, nil},
		{`"it's" + ' "quoted"'`, `it's "quoted"`},
		{"`raw \\n`", `raw \n`},
		{`"кофе" + "☕"`, "кофе☕"},

		// conditions
		{`user.age >= 18 && session.size == "M"`, true},
		{`user.age < 18 or not user.subscribed`, false},
		{`18 <= user.age < 65`, true},
		{`user.age == 30.0`, true},
		{`user.first_name ? "named" : "nameless"`, "named"},
		{`if(user.age > 40, "old", "young")`, "young"},
		{`if(user.age > 40, "old")`, nil},
		{`if(false, 1 / 0, "not worked out")`, "not worked out"},
		{`user.first_name && user.tags`, true},
		{`"tea" in user.tags`, true},
		{`"tea" not in user.tags`, false},
		{`"city" in user.address`, true},
		{`"es" in "Espresso"`, true},
		{`"tea" in "Espresso"`, false},
		{`"Espresso" contains "press"`, true},
		{`user.tags contains "vip"`, true},
		{`user.first_name startsWith "An"`, true},
		{`user.first_name endsWith "na"`, true},
		{`user.first_name matches "^A.*a$"`, true},
		{`user.first_name not matches "^B"`, true},
		{`"2026-01-30" < "2026-01-31"`, true},

		// nothing is safe everywhere
		{`session.note`, nil},
		{`session.note.deep.deeper`, nil},
		{`session.note?.deep`, nil},
		{`session.note[0].name`, nil},
		{`user.tags[9]`, nil},
		{`user.address.street.house`, nil},
		{`session.note == nil`, true},
		{`session.note > 5`, false},
		{`session.note < 5`, false},
		{`session.note <= nil`, false},
		{`session.note == 5`, false},
		{`session.note != 5`, true},
		{`session.note ?? "none"`, "none"},
		{`session.note in [1, 2]`, false},
		{`1 in session.note`, false},
		{`session.note contains "x"`, false},
		{`session.note startsWith "x"`, false},
		{`session.note matches "x"`, false},
		{`"Hi " + session.note`, "Hi "},
		{`upper(session.note)`, ""},
		{`len(session.note)`, 0.0},
		{`round(session.note)`, nil},
		{`year(session.note)`, nil},
		{`money(session.note, "USD")`, nil},
		{`format_date(user.birthday)`, nil},
		{`format_date(now(), session.note, "+03:00")`, "31 January 2026, 15:00"},
		{`join(user.tags, session.note)`, "vip, tea"},
		{`round(2.5, session.note)`, 3.0},
		{`map(session.note, # * 2)`, list{}},
		{`sum(session.note)`, 0.0},
		{`session.note[1:2]`, nil},
		{`keys(session.note)`, list{}},
		{`not session.note`, true},
		{`event.nothing.at.all ?? "fallback"`, "fallback"},

		// members, items, parts
		{`user.address.city`, "Riga"},
		{`user["first_name"]`, "Anna"},
		{`user.address["ci" + "ty"]`, "Riga"},
		{`user.tags[0]`, "vip"},
		{`user.tags[-1]`, "tea"},
		{`user.tags[0.5]`, nil},
		{`user.first_name[0]`, "A"},
		{`user.first_name[-1]`, "a"},
		{`"кофе"[1:3]`, "оф"},
		{`"кофе"[:-1]`, "коф"},
		{`[1, 2, 3, 4][1:3]`, list{2.0, 3.0}},
		{`[1, 2, 3][5:]`, list{}},
		{`event.text`, "yes <b>"},
		{`event["text"]`, "yes <b>"},

		// lists and objects written out
		{`[1, "a", true, nil, [2]]`, list{1.0, "a", true, nil, list{2.0}}},
		{`{"a": 1, b: 2, (user.first_name): 3, 4: 5}`, object{"a": 1.0, "b": 2.0, "Anna": 3.0, "4": 5.0}},
		{`{"a": 1} == {"a": 1.0}`, true},
		{`[1, [2]] == [1, [2]]`, true},
		{`[1, 2] == [1, 3]`, false},
		{`1..4`, list{1.0, 2.0, 3.0, 4.0}},
		{`3..1`, list{}},

		// loops
		{`map(session.cart, .name)`, list{"Espresso", "Tea"}},
		{`filter(session.cart, .price > 100) | map(.name)`, list{"Espresso"}},
		{`sum(session.cart, .price)`, 350.0},
		{`map([5, 6], #index)`, list{0.0, 1.0}},
		{`map(["a"], {type_of(#index) + type_of(#)})`, list{"numbertext"}},
		{`count(session.cart)`, 2.0},
		{`count(session.cart, .price > 100) + 1`, 2.0},
		{`find_index(session.cart, .name == "Tea") + 1`, 2.0},
		{`[find_last([1, 2, 3], # < 3), find_last_index([1, 2, 3], # < 3)]`, list{2.0, 1.0}},
		{`find_last([1, 2], # > 5)`, nil},
		{`reduce([[1], [2, 3]], concat(#acc, #), [])`, list{1.0, 2.0, 3.0}},
		{`reduce([], #acc + #, 0)`, 0.0},
		{`sort_by(session.cart, .price)[0].name`, "Tea"},
		{`map(sort_by(session.cart, .price, "desc"), .name)`, list{"Espresso", "Tea"}},
		{`sort_by ([2, 1], #)`, list{1.0, 2.0}},
		{`sort(["b", "A", nil, 2, "a", true])`, list{true, 2.0, "A", "a", "b", nil}},
		{`group_by([1, 2, 3], # % 2 == 0)`, object{"yes": list{2.0}, "no": list{1.0, 3.0}}},
		{`map([[1, 2], [3]], map(#, # * 10))`, list{list{10.0, 20.0}, list{30.0}}},
		{`all([], # > 1) and none([], # > 1) and not any([], # > 1)`, true},
		{`"sort_by(x)" + " find_last(y)"`, "sort_by(x) find_last(y)"},
		{`let total = sum(session.cart, .price); total * 2`, 700.0},
		{`map([1, 2], {let x = #; x * x})`, list{1.0, 4.0}},
		{`[1, 2, 3] | filter(# > 1) | sum()`, 5.0},
		{`"a,b" | split(",") | join("+")`, "a+b"},

		// dates leave as RFC 3339 text
		{`now()`, "2026-01-31T12:00:00Z"},
		{`{"at": date("2026-02-01")}`, object{"at": "2026-02-01T00:00:00Z"}},
		{`date("2026-02-01") > now()`, true},
		{`now() == "2026-01-31T12:00:00Z"`, true},
		{`now() < "2026-02-01"`, true},
		{`between(now(), "2026-01-01", "2026-12-31")`, true},
		{`user.birthday == nil`, true},

		// values that are read but not understood are nothing
		{`number("twelve")`, nil},
		{`number("1 234,50")`, 1234.5},
		{`number("−5")`, -5.0},
		{`number("inf")`, nil},
		{`number("0x10")`, nil},
		{`date("2026-02-30")`, nil},
		{`date_of(2026, 2, 29)`, nil},
		{`base64_decode("***")`, nil},
		{`from_json("")`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.src, func(t *testing.T) {
			t.Parallel()
			if got := eval(t, tt.src, shopEnv()); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%s = %#v, want %#v", tt.src, got, tt.want)
			}
		})
	}
}

func TestTest_Truth(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]bool{
		`nil`: false, `false`: false, `0`: false, `""`: false, `[]`: false, `{}`: false, `session.note`: false,
		`true`: true, `-1`: true, `" "`: true, `"false"`: true, `[nil]`: true, `{"a": nil}`: true, `now()`: true,
	} {
		p, err := expr.Compile(src, shopSchema(t))
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		got, err := p.Test(shopEnv())
		if err != nil || got != want {
			t.Errorf("%s is %v, %v; want %v", src, got, err, want)
		}
	}
}

func TestEval_ForeignValuesReadAsOurs(t *testing.T) {
	t.Parallel()
	type size string
	env := &expr.Env{Scopes: map[string]any{"event": map[string]any{
		"id": int64(9_000_000_001), "small": uint8(3), "ratio": float32(0.5), "names": []string{"a", "b"},
		"counts": map[string]int{"a": 1}, "size": size("M"), "at": time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		"channel": make(chan int), "mixed": []any{1, "x", int32(2)}, "pointer": new(7),
	}}}
	tests := map[string]any{
		`event.id + 1`:                       9_000_000_002.0,
		`event.small * event.ratio`:          1.5,
		`event.names`:                        list{"a", "b"},
		`join(event.names)`:                  "a, b",
		`event.counts.a == 1`:                true,
		`event.size + "!"`:                   "M!",
		`year(event.at)`:                     2026.0,
		`event.at`:                           "2026-01-02T03:04:05Z",
		`event.channel`:                      nil,
		`event.pointer + 1`:                  8.0,
		`sum(filter(event.mixed, # != "x"))`: 3.0,
		`map(event.mixed, type_of(#))`:       list{"number", "text", "number"},
		`1 in event.mixed`:                   true,
		`event.mixed[0] == 1`:                true,
		`event.mixed`:                        list{1.0, "x", 2.0},
	}
	for src, want := range tests {
		if got := eval(t, src, env); !reflect.DeepEqual(got, want) {
			t.Errorf("%s = %#v, want %#v", src, got, want)
		}
	}
}

// counted is a scope that counts what is read of it.
type counted struct{ fields, all int }

func (c *counted) Field(name string) any {
	c.fields++
	return map[string]any{"first_name": "Ann"}[name]
}

func (c *counted) All() map[string]any { c.all++; return object{"first_name": "Ann", "age": 7.0} }

func TestEval_FieldsAreReadOneByOne(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]struct {
		value       any
		fields, all int
	}{
		`user.first_name`:                   {"Ann", 1, 0},
		`user.first_name + user.first_name`: {"AnnAnn", 2, 0},
		`user.age`:                          {nil, 1, 0},
		`len(keys(user))`:                   {2.0, 0, 1},
		`user[lower("FIRST_NAME")] + "!"`:   {"Ann!", 0, 1},
	} {
		user := &counted{}
		got := eval(t, src, &expr.Env{Scopes: map[string]any{"user": user}})
		if got != want.value || user.fields != want.fields || user.all != want.all {
			t.Errorf("%s gives %v after %d fields and %d times all, want %v after %d and %d", src, got, user.fields, user.all, want.value, want.fields, want.all)
		}
	}
}

func TestEval_NilEnvIsEmpty(t *testing.T) {
	t.Parallel()
	if got := eval(t, `user.first_name ?? "nobody"`, nil); got != "nobody" {
		t.Errorf("got %v", got)
	}
}

func TestEval_ResultIsACopy(t *testing.T) {
	t.Parallel()
	env := shopEnv()
	got := eval(t, `user.address`, env).(map[string]any)
	got["city"] = "changed"
	tags := eval(t, `user.tags`, env).([]any)
	tags[0] = "changed"
	if !reflect.DeepEqual(env, shopEnv()) {
		t.Errorf("env changed: %v", env)
	}
}

func TestEval_SeedDecidesChance(t *testing.T) {
	t.Parallel()
	src := `[random(), random_int(1, 6), pick(1..100), shuffle(1..10)]`
	env := shopEnv()
	first := eval(t, src, env)
	if again := eval(t, src, env); !reflect.DeepEqual(first, again) {
		t.Errorf("the same seed gave %v and %v", first, again)
	}
	env.Seed = 2
	if other := eval(t, src, env); reflect.DeepEqual(first, other) {
		t.Errorf("another seed gave %v too", other)
	}
	dice := eval(t, `unique(sort(map(1..200, random_int(1, 6))))`, env)
	if want := (list{1.0, 2.0, 3.0, 4.0, 5.0, 6.0}); !reflect.DeepEqual(dice, want) {
		t.Errorf("200 throws gave %v, want %v", dice, want)
	}
}

func TestProgram_References(t *testing.T) {
	t.Parallel()
	src := `user.age > 18 && user["first_name"] != session.note.deep || any(session.cart, # == user.age) || has(user, event.text)`
	p, err := expr.Compile(src, shopSchema(t))
	if err != nil {
		t.Fatal(err)
	}
	want := []expr.Reference{
		{Scope: "event", Name: "text", From: 106, To: 116},
		{Scope: "session", Name: "cart", From: 64, To: 76},
		{Scope: "session", Name: "note", From: 39, To: 51},
		{Scope: "user", Name: "", From: 100, To: 104},
		{Scope: "user", Name: "age", From: 0, To: 8},
		{Scope: "user", Name: "first_name", From: 17, To: 35},
	}
	if got := p.References(); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if p.Source() != src {
		t.Errorf("source %s", p.Source())
	}
}

func TestProgram_Type(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]expr.Type{
		`user.age`: expr.TypeNumber, `user.age + 1`: expr.TypeNumber, `"a" + session.note`: expr.TypeText, `session.note`: expr.TypeAny,
		`user.age > 1`: expr.TypeBool, `user.birthday`: expr.TypeDate, `add(now(), "1d")`: expr.TypeDate, `[1]`: expr.TypeList,
		`{"a": 1}`: expr.TypeObject, `user.age ? "a" : "b"`: expr.TypeText, `user.age ? "a" : 1`: expr.TypeAny,
		`user.first_name ?? "you"`: expr.TypeText, `map(session.cart, .name)`: expr.TypeList, `nil`: expr.TypeAny, `nil ?? 1`: expr.TypeNumber,
		`if(true, 1)`: expr.TypeNumber, `let x = user.age; x`: expr.TypeNumber, `event.anything`: expr.TypeAny, `reduce([1], #acc + #, 0)`: expr.TypeAny,
	} {
		p, err := expr.Compile(src, shopSchema(t))
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		if got := p.Type(); got != want {
			t.Errorf("%s is %s, want %s", src, got, want)
		}
	}
}

func TestProgram_ConcurrentUse(t *testing.T) {
	t.Parallel()
	schema := shopSchema(t)
	p, err := expr.Compile(`sum(map(1..50, # * user.age)) + len(shuffle(user.tags))`, schema)
	if err != nil {
		t.Fatal(err)
	}
	tpl, err := expr.CompileTemplate(`{{ user.first_name }} {{ join(map(session.cart, upper(.name))) }}`, schema, expr.EscapeHTML)
	if err != nil {
		t.Fatal(err)
	}
	env := shopEnv()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if v, err := p.Eval(env); err != nil || v != 38252.0 {
					t.Errorf("got %v, %v", v, err)
					return
				}
				if s, err := tpl.Render(env); err != nil || s != "Anna ESPRESSO, TEA" {
					t.Errorf("got %q, %v", s, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// TestProgram_FirstRunByMany has many goroutines make the code of the same programs at once.
func TestProgram_FirstRunByMany(t *testing.T) {
	t.Parallel()
	schema, env := shopSchema(t), shopEnv()
	for range 50 {
		good, err := expr.Compile(`sum(map(1..3, # * user.age)) + len(user.tags)`, schema)
		if err != nil {
			t.Fatal(err)
		}
		bad, err := expr.Compile("user.age +\n  session.note * 2", schema)
		if err != nil {
			t.Fatal(err)
		}
		want := expr.Error{
			Code: expr.CodeValue, From: 13, To: 25, Line: 2, Column: 3,
			Message: `session.note is empty, but "*" needs a number; default(session.note, 0) gives 0 instead`,
		}
		start := make(chan struct{})
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				<-start
				for range 2 { // the second time with the code that was kept
					if v, err := good.Eval(env); err != nil || v != 182.0 {
						t.Errorf("got %v, %v", v, err)
					}
					_, err := bad.Test(env)
					if got, ok := errors.AsType[*expr.Error](err); !ok || *got != want {
						t.Errorf("got  %+v\nwant %+v", err, want)
					}
				}
			})
		}
		close(start)
		wg.Wait()
	}
}

package phone_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/phone"
)

func TestRead_AsPeopleWrite(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ region, text, want string }{
		// with a calling code, wherever it is written
		{"", "+44 20 7946 0958", "+442079460958"},
		{"", "+44 (0)20 7946-0958", "+442079460958"},
		{"", "+44 020 7946 0958", "+442079460958"},
		{"RU", "+49 151 23456789", "+4915123456789"},
		{"", "(+1) 212.555.0123", "+12125550123"},
		{"", "00 49 151 23456789", "+4915123456789"},
		{"", "tel:+33-6-12-34-56-78", "+33612345678"},
		{"", "＋７ ９１２ ３４５ ６７ ８９", "+79123456789"},
		{"", "+٤٤ ٢٠ ٧٩٤٦ ٠٩٥٨", "+442079460958"},
		{"", "+39 06 1234 5678", "+390612345678"},
		{"", "+7 701 234 56 78", "+77012345678"},
		{"", "79123456789", "+79123456789"},
		{"", "380501234567", "+380501234567"},
		// as it is dialled at home
		{"RU", "8 (912) 345-67-89", "+79123456789"},
		{"RU", "912 345 67 89", "+79123456789"},
		{"RU", "79123456789", "+79123456789"},
		{"RU", "8 800 555-35-35", "+78005553535"},
		{"RU", "8 812 345 67 89", "+78123456789"},
		{"RU", "812 345 67 89", "+78123456789"},
		{"RU", "8 701 234 56 78", "+77012345678"},
		{"RU", "8 10 49 151 23456789", "+4915123456789"},
		{"KZ", "8 701 234 56 78", "+77012345678"},
		{"BY", "8 029 123-45-67", "+375291234567"},
		{"UA", "050 123 45 67", "+380501234567"},
		{"DE", "0151 23456789", "+4915123456789"},
		{"DE", "4915123456789", "+4915123456789"},
		{"DE", "030/1234567", "+49301234567"},
		{"GB", "020 7946 0958", "+442079460958"},
		{"US", "(212) 555-0123", "+12125550123"},
		{"US", "1-212-555-0123", "+12125550123"},
		{"US", "011 44 20 7946 0958", "+442079460958"},
		{"FR", "06 12 34 56 78", "+33612345678"},
		{"IT", "02 1234 5678", "+390212345678"},
		{"IT", "393 123 4567", "+393931234567"},
		{"IT", "39 393 123 4567", "+393931234567"},
		{"ES", "612 34 56 78", "+34612345678"},
		{"IN", "91234 56789", "+919123456789"},
		{"IN", "91 91234 56789", "+919123456789"},
		{"HU", "06 30 123 4567", "+36301234567"},
		{"UZ", "90 123 45 67", "+998901234567"},
	} {
		if got := phone.Read(c.text, phone.Home(c.region)); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.text, c.region, got, c.want)
		}
	}
}

func TestRead_RefusesWhatIsNone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ region, text string }{
		{"", ""},
		{"", "+"},
		{"", "hello"},
		{"", "+44"},
		{"", "+44 20 7946"},
		{"", "+999 123 456 789"},
		{"", "+1 123 456 7890"},
		{"", "+7 123 456 78 90"},
		{"", "++44 20 7946 0958"},
		{"", "44+20 7946 0958"},
		{"", "+44 20 7946 0958 ext. 5"},
		{"", "+49 151 2345678901234"},
		{"", "0151 23456789"},
		{"", "2125550123"},
		{"", strings.Repeat("1", 65)},
		{"RU", "8 912 345 67"},
		{"RU", "912 345 67 89 0"},
		{"US", "555-0123"},
		{"US", "112 555 0123"},
	} {
		if got := phone.Read(c.text, phone.Home(c.region)); got != "" {
			t.Errorf("%q in %q was read as %q", c.text, c.region, got)
		}
	}
}

func TestRead_AtHomeWithACallingCode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ code, text, want string }{
		{"7", "8 (912) 345-67-89", "+79123456789"},
		{"+7", "701 234 56 78", "+77012345678"},
		{"49", "030 1234567", "+49301234567"},
		{"44", "020 7946 0958", "+442079460958"},
		{"1", "(212) 555-0123", "+12125550123"},
		{"gb", "020 7946 0958", "+442079460958"},
		{"999", "020 7946 0958", ""},
		{"999", "+44 20 7946 0958", "+442079460958"},
	} {
		if got := phone.Read(c.text, phone.Home(c.code)); got != c.want {
			t.Errorf("%q behind %q: %q, want %q", c.text, c.code, got, c.want)
		}
	}
}

func TestRegion_OfACallingCodeHasAllItsRegions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		home, number string
		want         bool
	}{
		{"7", "+79123456789", true},
		{"7", "+77012345678", true},
		{"KZ", "+77012345678", true},
		{"KZ", "+79123456789", false},
		{"44", "+442079460958", true},
		{"44", "+4915123456789", false},
	} {
		if got := phone.Home(c.home).Has(c.number); got != c.want {
			t.Errorf("%s has %s: %t", c.home, c.number, got)
		}
	}
	if code := phone.Home("+44").Code(); code != "44" {
		t.Errorf("the code is %q", code)
	}
}

func TestReadAnyhow_TakesNumbersWithoutACode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"+7 (999) 123-45-67":                     "+79991234567",
		"0049 30 1234567":                        "+49301234567",
		"79991234567":                            "+79991234567",
		"8 999 123 45 67":                        "89991234567",
		"123.45.67":                              "1234567",
		"+1-202-555-0123":                        "+12025550123",
		"123456":                                 "",
		"+1234567":                               "",
		"+1234567890123456":                      "",
		"call 123 45 67":                         "",
		"12a34567":                               "",
		"":                                       "",
		"+":                                      "",
		strings.Repeat(" ", 50) + "1234567":      "1234567",
		"1" + strings.Repeat(" ", 60) + "234567": "",
	} {
		if got := phone.ReadAnyhow(text, nil); got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
	if got := phone.ReadAnyhow("8 912 345 67", phone.Home("RU")); got != "" {
		t.Errorf("too short a number of a home that is known gives %q", got)
	}
}

func TestReadContact_TrustsTelegramForTheOwnNumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text         string
		own          bool
		region, want string
	}{
		{"79123456789", true, "", "+79123456789"},
		{"+88801234567", true, "", "+88801234567"}, // an anonymous number
		{"+88801234567", false, "", ""},
		{"+44 20 7946 0958", false, "RU", "+442079460958"},
		{"442079460958", false, "", "+442079460958"},
		{"4560123456", false, "", "+4560123456"},
		{"8 912 345-67-89", false, "RU", "+79123456789"},
		{"0151 23456789", false, "DE", "+4915123456789"},
		{"112", false, "DE", ""},
		{"112", true, "DE", ""},
		{"", false, "", ""},
	} {
		if got := phone.ReadContact(c.text, c.own, phone.Home(c.region)); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.text, c.region, got, c.want)
		}
	}
}

// TestHome_TableIsWhole holds the table to its form, and its examples to what is read.
func TestHome_TableIsWhole(t *testing.T) {
	t.Parallel()
	regions := phone.Regions()
	if len(regions) != 245 {
		t.Errorf("%d regions", len(regions))
	}
	codes := map[string]bool{}
	for _, region := range regions {
		code, trunks, least, most := phone.Row(region)
		codes[code] = true
		if len(region) != 2 || strings.ToUpper(region) != region || len(code) < 1 || len(code) > 3 || strings.Trim(code, "0123456789") != "" {
			t.Errorf("%q with calling code %q", region, code)
		}
		if least < 4 || most < least || most > 15 || slices.Contains(trunks, "") {
			t.Errorf("%s: %d to %d digits behind %q", region, least, most, trunks)
		}
		if example := phone.Home(region).Example(); phone.Read(example, phone.Home("")) != strings.ReplaceAll(example, " ", "") {
			t.Errorf("%s: the example %q is no number", region, example)
		}
	}
	for code := range codes { // no code begins with another, or numbers could be read in two ways
		for n := 1; n < len(code); n++ {
			if codes[code[:n]] {
				t.Errorf("calling code %s begins with %s", code, code[:n])
			}
		}
	}
	for _, region := range regions {
		code, trunks, _, _ := phone.Row(region)
		if got := phone.Home(code).Trunks(); !slices.Equal(got, trunks) {
			t.Errorf("%s dials %q in front, others with the code %s %q", region, trunks, code, got)
		}
	}
	if got := phone.Home("RU").Example(); got != "+7 923 456 7890" {
		t.Errorf("the example of RU is %q", got)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"+44 20 7946 0958", "8 (912) 345-67-89", "+7 (0) 912", "٠", "(0)+"} {
		f.Add(s, "RU")
	}
	f.Fuzz(func(t *testing.T, s, region string) {
		got := phone.Read(s, phone.Home(region))
		if got == "" {
			return
		}
		if len(got) < 6 || len(got) > 16 || got[0] != '+' || strings.Trim(got[1:], "0123456789") != "" {
			t.Fatalf("%q in %q was read as %q", s, region, got)
		}
		if again := phone.Read(got, phone.Home("")); again != got {
			t.Fatalf("%q, read as %q, is read again as %q", s, got, again)
		}
	})
}

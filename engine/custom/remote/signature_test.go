package remote_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/custom/remote"
)

func TestVerify_TakesOnlyWhatWasSigned(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	body := []byte(`{"protocol":1}`)
	const known = "t=1800000000,v1=f07405bc32970faf777de3ac9534f2e40df0f66305588be7329d4cf28cde4e8b"
	if got := remote.Sign("s3cret", now, body); got != known {
		t.Errorf("signature %s, want %s", got, known)
	}
	for name, x := range map[string]struct {
		header  string
		now     time.Time
		body    string
		secrets []string
		want    error
	}{
		"good":               {known, now, string(body), []string{"s3cret"}, nil},
		"old and new secret": {known, now, string(body), []string{"new", "s3cret"}, nil},
		"two signatures":     {"v1=00, " + known, now, string(body), []string{"s3cret"}, nil},
		"at the edge":        {known, now.Add(5 * time.Minute), string(body), []string{"s3cret"}, nil},
		"old":                {known, now.Add(5*time.Minute + time.Second), string(body), []string{"s3cret"}, remote.ErrStale},
		"of the future":      {known, now.Add(-5*time.Minute - time.Second), string(body), []string{"s3cret"}, remote.ErrStale},
		"other secret":       {known, now, string(body), []string{"secret"}, remote.ErrSignature},
		"no secret":          {known, now, string(body), nil, remote.ErrSignature},
		"other body":         {known, now, "{}", []string{"s3cret"}, remote.ErrSignature},
		"other time":         {"t=1800000001" + known[12:], now, string(body), []string{"s3cret"}, remote.ErrSignature},
		"no header":          {"", now, string(body), []string{"s3cret"}, remote.ErrUnsigned},
		"no time":            {known[13:], now, string(body), []string{"s3cret"}, remote.ErrUnsigned},
		"no signature":       {"t=1800000000", now, string(body), []string{"s3cret"}, remote.ErrUnsigned},
		"no hexadecimal":     {"t=1800000000,v1=xyz", now, string(body), []string{"s3cret"}, remote.ErrUnsigned},
	} {
		if err := remote.Verify(x.header, []byte(x.body), x.now, x.secrets...); !errors.Is(err, x.want) {
			t.Errorf("%s: error %v, want %v", name, err, x.want)
		}
	}
	empty := remote.Sign("", now, body)
	if err := remote.Verify(empty, body, now, ""); !errors.Is(err, remote.ErrSignature) {
		t.Errorf("an empty secret: error %v", err)
	}
}

func TestNewSecret_IsLongAndOfItsSource(t *testing.T) {
	t.Parallel()
	s, err := remote.NewSecret(bytes.NewReader(make([]byte, 32)))
	if err != nil || s != "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" {
		t.Errorf("secret %q, %v", s, err)
	}
	if _, err := remote.NewSecret(bytes.NewReader(make([]byte, 31))); err == nil {
		t.Error("a short source gives a secret")
	}
}

func FuzzVerify(f *testing.F) {
	now := time.Unix(1_800_000_000, 0)
	f.Add(remote.Sign("s3cret", now, []byte("{}")), []byte("{}"))
	f.Add("t=,v1=,=,", []byte(nil))
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		if err := remote.Verify(header, body, now, "another"); err == nil {
			t.Errorf("%q is taken", header)
		}
	})
}

package http_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	nethttp "net/http"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks/http"
	"github.com/scenarist/scenarist/engine"
)

var delivered = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// attempt makes one try of a delivery, so long after the first, that ends a day after it.
func attempt(ctx context.Context, t *testing.T, d engine.JobDeps, since time.Duration, address string, more object) error {
	t.Helper()
	p := object{
		"call":  payload(address, object{"method": "POST", "answer": "none", "idempotency_key": "id-1", "idempotent": true, "body": object{"kind": "text", "text": `{"a":1}`, "content_type": "application/json"}}),
		"what":  "the webhook x (id-1)",
		"begun": delivered, "until": delivered.Add(24 * time.Hour),
	}
	maps.Copy(p, more)
	data, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	d.Now = func() time.Time { return delivered.Add(since) }
	if d.Secret == nil {
		d.Secret = func(_ context.Context, name string) (string, error) {
			if name != "crm" {
				return "", engine.ErrNotFound
			}
			return "open sesame", nil
		}
	}
	raw, err := http.Jobs()[1].Run(ctx, d, engine.Job{Key: "k", Payload: data})
	if raw != nil {
		t.Errorf("the job gave %s", raw)
	}
	return err
}

// wantAgain checks that the delivery is to be tried again after the pause.
func wantAgain(t *testing.T, err error, after time.Duration, why string) {
	t.Helper()
	var again *engine.AgainError
	if !errors.As(err, &again) || again.After != after || !strings.Contains(again.Error(), why) {
		t.Errorf("error %v, want again after %v because of %q", err, after, why)
	}
}

// wantGivenUp checks that the delivery ended by a trouble.
func wantGivenUp(t *testing.T, err error, code, message string) {
	t.Helper()
	var re *engine.RunError
	if !errors.As(err, &re) || re.Code != code || re.Message != message {
		t.Errorf("error %v, want %s: %s", err, code, message)
	}
}

func TestDeliver_SignsWhatItSends(t *testing.T) {
	t.Parallel()
	var got object
	address := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		data, _ := io.ReadAll(r.Body)
		got = object{
			"method": r.Method, "body": string(data), "type": r.Header.Get("Content-Type"), "id": r.Header.Get("Idempotency-Key"),
			"signature": r.Header.Get("X-Scenarist-Signature"),
		}
		w.WriteHeader(nethttp.StatusAccepted)
	})
	if err := attempt(t.Context(), t, deps(t), time.Minute, address, object{"secret": "crm"}); err != nil {
		t.Fatal(err)
	}
	at := fmt.Sprint(delivered.Add(time.Minute).Unix())
	mac := hmac.New(sha256.New, []byte("open sesame"))
	mac.Write([]byte(at + `.{"a":1}`))
	same(t, "request", got, object{
		"method": "POST", "body": `{"a":1}`, "type": "application/json", "id": "id-1",
		"signature": "t=" + at + ",v1=" + hex.EncodeToString(mac.Sum(nil)),
	})
	if err := attempt(t.Context(), t, deps(t), 0, address, nil); err != nil || got["signature"] != "" {
		t.Errorf("unsigned: %v, %v", err, got["signature"])
	}
}

func TestDeliver_TriesAgainAfterGrowingPauses(t *testing.T) {
	t.Parallel()
	address := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		w.Header().Set("Retry-After", r.URL.Query().Get("after"))
		w.WriteHeader(nethttp.StatusServiceUnavailable)
	})
	for _, c := range []struct {
		since time.Duration
		after string
		want  time.Duration
	}{
		{0, "", 10 * time.Second},
		{10 * time.Second, "", 10 * time.Second},
		{20 * time.Second, "", 20 * time.Second},
		{time.Hour, "", time.Hour},
		{5 * time.Hour, "", 2 * time.Hour},
		{0, "300", 5 * time.Minute},
		{time.Hour, "60", time.Hour},              // a shorter pause than ours
		{0, "9999999", 24 * time.Hour},            // not beyond the last try
		{23 * time.Hour, "", time.Hour},           // which is made when the time is over
		{24*time.Hour - time.Second, "", 1e9 * 1}, // whatever the pause is
	} {
		err := attempt(t.Context(), t, deps(t), c.since, address+"?after="+c.after, nil)
		wantAgain(t, err, c.want, "answered 503: the service itself is in trouble: try later")
	}
	host := strings.TrimPrefix(address, "http://")
	err := attempt(t.Context(), t, deps(t), 24*time.Hour, address, nil)
	wantGivenUp(t, err, "delivery_given_up", "the webhook x (id-1) did not get through, and was given up after 24 hours: "+host+" answered 503: the service itself is in trouble: try later")
	err = attempt(t.Context(), t, deps(t), 90*time.Second, address, object{"until": delivered.Add(time.Minute)})
	wantGivenUp(t, err, "delivery_given_up", "the webhook x (id-1) did not get through, and was given up after 2 minutes: "+host+" answered 503: the service itself is in trouble: try later")
}

func TestDeliver_EveryRefusalIsTriedAgainButGoneAndMoved(t *testing.T) {
	t.Parallel()
	address := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		var status int
		_, _ = fmt.Sscanf(r.URL.Path, "/%d", &status)
		w.Header().Set("Location", "/200")
		w.WriteHeader(status)
	})
	host := strings.TrimPrefix(address, "http://")
	for _, status := range []int{400, 401, 404, 409, 422, 429, 500} {
		wantAgain(t, attempt(t.Context(), t, deps(t), 0, fmt.Sprint(address, "/", status), nil), 10*time.Second, fmt.Sprint("answered ", status))
	}
	wantGivenUp(t, attempt(t.Context(), t, deps(t), 0, address+"/410", nil), "delivery_gone", "the webhook x (id-1) did not get through: "+host+" answered 410: it wants no more of them")
	for _, status := range []int{301, 302, 307, 308} {
		wantGivenUp(t, attempt(t.Context(), t, deps(t), 0, fmt.Sprint(address, "/", status), nil), "delivery_moved",
			fmt.Sprintf("the webhook x (id-1) did not get through: %s answered %d: it has moved, and redirects are not followed", host, status))
	}
	for _, status := range []int{404, 409, 410, 400} {
		if err := attempt(t.Context(), t, deps(t), 0, fmt.Sprint(address, "/", status), object{"refusable": true}); err != nil {
			t.Errorf("a refusal of %d that ends it: %v", status, err)
		}
	}
	wantAgain(t, attempt(t.Context(), t, deps(t), 0, address+"/503", object{"refusable": true}), 10*time.Second, "answered 503")
}

func TestDeliver_TroublesThatDoNotPassEndIt(t *testing.T) {
	t.Parallel()
	wantGivenUp(t, attempt(t.Context(), t, deps(t), 0, "http://169.254.169.254/", nil), "http_refused",
		"the webhook x (id-1) did not get through: calling 169.254.169.254 is not allowed: it is in a private network, and the operator of "+
			"this server has not allowed it (SCENARIST_ALLOW_HOSTS)")
	wantGivenUp(t, attempt(t.Context(), t, deps(t), 0, "http://127.0.0.1:1", object{"secret": "none"}), "secret_missing",
		`the webhook x (id-1) did not get through: the secret "none" that signs it has no value`)
	wantAgain(t, attempt(t.Context(), t, deps(t), 0, "http://127.0.0.1:1", nil), 10*time.Second, "cannot be reached")
}

func TestDeliver_OurTroubleIsTriedAgainToo(t *testing.T) {
	t.Parallel()
	d := deps(t)
	d.Secret = func(context.Context, string) (string, error) { return "", errors.New("the vault is closed") }
	wantAgain(t, attempt(t.Context(), t, d, 0, "http://127.0.0.1:1", object{"secret": "crm"}), 10*time.Second, "the vault is closed")
	if _, err := http.Jobs()[1].Run(t.Context(), deps(t), engine.Job{Key: "k", Payload: []byte("{")}); err == nil {
		t.Error("a broken payload was taken")
	}
}

func TestDeliver_StopOfTheProcessIsNoTry(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	address := serve(t, func(nethttp.ResponseWriter, *nethttp.Request) {
		cancel()
		<-release
	})
	err := attempt(ctx, t, deps(t), 0, address, nil)
	close(release)
	if again := (*engine.AgainError)(nil); !errors.Is(err, context.Canceled) || errors.As(err, &again) {
		t.Errorf("error %v", err)
	}
}

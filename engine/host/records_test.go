package host_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

func TestRecords_ManySessionsTakeDifferentNumbers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const people = 60
	var wg sync.WaitGroup
	for i := range int64(people) {
		in := b.message(i+1, "take ticket")
		wg.Go(func() {
			if err := b.host.Receive(t.Context(), in); err != nil {
				t.Errorf("receive: %v", err)
			}
		})
	}
	wg.Wait()
	b.idle()
	var got, want []string
	for i := range int64(people) {
		got = append(got, b.msgr.texts(i+1)...)
		want = append(want, fmt.Sprint("number ", i+1))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Fatalf("numbers are %q", got)
	}
	as, err := b.mem.Records(t.Context(), botID, []engine.RecordRead{{Kind: "counter", Key: "ticket"}})
	b.check(err)
	equal(t, "version", as[0].Records[0].Version, people)
}

func TestRecords_NewOnesAreReadByTheIdsOfEveryAttempt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.say(1, "invent")
	b.say(1, "invent")
	b.wantTexts(1, "invented id1", "invented id2")
}

// unreadable is a store whose records cannot be read for a while.
type unreadable struct {
	host.Store
	broken atomic.Bool
}

func (s *unreadable) Records(ctx context.Context, botID int64, reads []engine.RecordRead) ([]engine.RecordAnswer, error) {
	if s.broken.Load() {
		return nil, errors.New("the disk is gone")
	}
	return s.Store.Records(ctx, botID, reads)
}

func TestRecords_WhatCannotBeReadIsNotAcknowledged(t *testing.T) {
	t.Parallel()
	broken := &unreadable{}
	b := prepare(t)
	broken.Store, b.cfg.Store = b.store, broken
	b.start()
	broken.broken.Store(true)
	in := b.message(1, "take ticket")
	if err := b.host.Receive(t.Context(), in); err == nil {
		t.Fatal("an event was acknowledged although its record could not be read")
	}
	equal(t, "healthy", b.host.Stats().Healthy, false)
	broken.broken.Store(false)
	b.check(b.host.Receive(t.Context(), in))
	b.wantTexts(1, "number 1")
}

func TestServe_BringsTheRowsOfTheDocumentIn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	doc := func(price int) []byte {
		rows := make([]string, 0, 300)
		for i := range 300 { // more than one transaction takes
			rows = append(rows, fmt.Sprintf(`{"sku": "s%d", "price": %d, "ean": "e%d"}`, i, price, i))
		}
		return []byte(`{"schema_version":1,"name":"Test","language":"en","tables":[{"name":"goods","key":"sku","columns":[
			{"name":"sku","type":"text"},{"name":"price","type":"number"},{"name":"ean","type":"text","unique":true}],
			"rows":[` + strings.Join(rows, ",") + `]}],"flows":[]}`)
	}
	price := func(sku string) any {
		as, err := b.mem.Records(t.Context(), botID, []engine.RecordRead{
			{Kind: engine.TableKind("goods"), Key: sku}, {Kind: engine.TableKind("goods"), Query: &engine.RecordQuery{Count: true}},
		})
		b.check(err)
		equal(t, "rows", as[1].Count, 300)
		return as[0].Records[0].Value["price"]
	}
	for _, p := range []int{5, 6} {
		n := b.publish(doc(p))
		for range 2 { // a second time changes nothing
			b.check(b.host.Serve(t.Context(), record(n), nil))
			equal(t, "price", price("s299"), any(float64(p)))
		}
	}
}

package storage_test

import (
	"reflect"
	"testing"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// A group that became a supergroup has a new id by the time its effect is marked.
func TestMark_FindsTheEffectOfAChatThatMoved(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		commit(t, db, host.Member{Key: key(1), Out: []host.Outgoing{effect(-5, "a"), effect(-5, "b")}})
		check(t, db.Mark(t.Context(), []host.Mark{{
			BotID: bot, ChatID: -1005, Key: "a", State: host.SendSent, MessageIDs: []int64{9}, Slot: "menu",
		}}))
		pending, err := db.Pending(t.Context(), bot, 0, 10)
		if err != nil || len(pending) != 1 || pending[0].Key != "b" {
			t.Fatalf("pending are %+v, %v", pending, err)
		}
		ids, err := db.Slot(t.Context(), bot, -1005, "menu")
		if want := []int64{9}; err != nil || !reflect.DeepEqual(ids, want) {
			t.Fatalf("slot is %v, %v; want %v", ids, err, want)
		}
	})
}

// A mark without messages, such as a late failure, does not take away what was sent.
func TestMark_KeepsTheMessagesOfAnEffect(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		commit(t, db, host.Member{Key: key(1), Out: []host.Outgoing{effect(1, "a")}})
		sent := host.Mark{BotID: bot, ChatID: 1, Key: "a", State: host.SendSent, MessageIDs: []int64{7, 8}}
		check(t, db.Mark(t.Context(), []host.Mark{sent}))
		sent.MessageIDs = nil
		check(t, db.Mark(t.Context(), []host.Mark{sent}))
		ids, err := db.LastSent(t.Context(), bot, 1, 5)
		if want := []int64{8, 7}; err != nil || !reflect.DeepEqual(ids, want) {
			t.Fatalf("last sent are %v, %v; want %v", ids, err, want)
		}
	})
}

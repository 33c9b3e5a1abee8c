package storage_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

func TestNotes_KeepAllThatStatisticsNeed(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		at := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
		commit(t, db, host.Member{Key: key(7), Notes: []engine.Note{
			{
				Kind: engine.NoteEvent, At: at, Flow: "main", Block: "b1", Name: "order", Value: 2.5,
				Data: engine.Values{"size": "XL", "items": []any{1.0, "x"}},
			},
			{Kind: engine.NoteGoal, At: at, Flow: "main", Block: "b2", Name: "paid", Value: 1},
			{Kind: engine.NoteSplit, At: at, Flow: "main", Block: "b3", Name: "price", Text: "high"},
			{Kind: engine.NoteError, At: at, Flow: "main", Block: "b4", Error: engine.Trouble("gone", "it is gone")},
		}})
		got, err := db.Notes(t.Context())
		check(t, err)
		k, data, trouble := key(7), `{"items":[1,"x"],"size":"XL"}`, `{"code":"gone","message":"it is gone"}`
		row := func(kind, block, name, text string, value float64, data, trouble *string) storage.NoteRow {
			return storage.NoteRow{
				BotID: k.BotID, ChatID: k.ChatID, UserID: k.UserID, At: at.UnixMicro(), Kind: kind, Flow: "main", Block: block,
				Name: name, Text: text, Value: value, Data: data, Error: trouble,
			}
		}
		want := []storage.NoteRow{
			row("event", "b1", "order", "", 2.5, &data, nil),
			row("goal", "b2", "paid", "", 1, nil, nil),
			row("split", "b3", "price", "high", 0, nil, nil),
			row("error", "b4", "", "", 0, nil, &trouble),
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("notes are\n%+v\nwant\n%+v", got, want)
		}
	})
}

package engine_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine"
)

func TestKeptID_NamesOneFileOfOneJob(t *testing.T) {
	t.Parallel()
	id := engine.KeptID([]byte("key"), "7.7.12.1")
	if !engine.IsKept(id) || id != engine.KeptID([]byte("key"), "7.7.12.1") {
		t.Errorf("%q is not the id of the job", id)
	}
	for what, other := range map[string]string{
		"another job": engine.KeptID([]byte("key"), "7.7.12.2"),
		"another bot": engine.KeptID([]byte("yek"), "7.7.12.1"),
	} {
		if other == id {
			t.Errorf("%s has the same id", what)
		}
	}
	for _, telegrams := range []string{"", "AgACAgIAAxkBAAIB", "BQACAgIAAxkBAAIBkept"} {
		if engine.IsKept(telegrams) {
			t.Errorf("%q counts as kept by the bot", telegrams)
		}
	}
}

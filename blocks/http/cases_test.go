package http_test

import (
	"testing"

	"github.com/scenarist/scenarist/blocks/http"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/enginetest"
)

func registry(t *testing.T) *engine.Registry {
	t.Helper()
	reg := engine.NewRegistry()
	if err := reg.Add(http.Types()...); err != nil {
		t.Fatal(err)
	}
	if err := reg.AddJob(http.Jobs()...); err != nil {
		t.Fatal(err)
	}
	return reg
}

func TestBlocks_FollowTheirCases(t *testing.T) {
	t.Parallel()
	enginetest.RunBlockCases(t, registry(t), "testdata")
}

func TestBlocks_AreFitToBeShown(t *testing.T) {
	t.Parallel()
	enginetest.CheckTypes(t, registry(t))
}

func TestBlocks_TakeNonsense(t *testing.T) {
	t.Parallel()
	enginetest.CheckExamples(t, registry(t))
}

package growth_test

import (
	"testing"

	"github.com/scenarist/scenarist/blocks/growth"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/enginetest"
)

func setup(t *testing.T) *engine.Registry {
	t.Helper()
	reg := engine.NewRegistry()
	if err := reg.Add(growth.Types()...); err != nil {
		t.Fatal(err)
	}
	return reg
}

func TestTypes_CasesHold(t *testing.T) {
	t.Parallel()
	enginetest.RunBlockCases(t, setup(t), "testdata")
}

func TestTypes_AreFitToBeShown(t *testing.T) {
	t.Parallel()
	enginetest.CheckTypes(t, setup(t))
}

func TestTypes_ExamplesTakeAnyEvent(t *testing.T) {
	t.Parallel()
	enginetest.CheckExamples(t, setup(t))
}

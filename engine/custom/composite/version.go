package composite

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine/custom"
)

// NextVersion proposes the version of a manifest that follows an installed one: the first number rises where bots have to be
// changed, since an exit, an output or a setting is gone or a setting is required that was not, the second for everything else.
func NextVersion(old, next *custom.Manifest) string {
	var major, minor, patch int
	core, _, _ := strings.Cut(old.Version, "-")
	if n, err := fmt.Sscanf(core, "%d.%d.%d", &major, &minor, &patch); err != nil || n != 3 {
		return "1.0.0"
	}
	if breaks(old, next) {
		return fmt.Sprintf("%d.0.0", major+1)
	}
	return fmt.Sprintf("%d.%d.0", major, minor+1)
}

func breaks(old, next *custom.Manifest) bool {
	var was, is settings
	if json.Unmarshal(orObject(old.Config), &was) != nil || json.Unmarshal(orObject(next.Config), &is) != nil {
		return true
	}
	for name := range was.Properties {
		if _, kept := is.Properties[name]; !kept {
			return true
		}
	}
	return slices.ContainsFunc(old.Exits, func(e custom.Exit) bool {
		return !slices.ContainsFunc(next.Exits, func(x custom.Exit) bool { return x.Name == e.Name })
	}) || slices.ContainsFunc(old.Outputs, func(o custom.Output) bool {
		return !slices.ContainsFunc(next.Outputs, func(x custom.Output) bool { return x.Name == o.Name })
	}) || slices.ContainsFunc(is.Required, func(name string) bool { return !slices.Contains(was.Required, name) })
}

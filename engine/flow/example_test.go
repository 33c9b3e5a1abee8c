package flow_test

import (
	"errors"
	"fmt"

	"github.com/scenarist/scenarist/engine/flow"
)

func ExampleLoad() {
	_, err := flow.Load([]byte(`{
  "schema_version": 1,
  "name": "Coffee shop",
  "language": "en",
  "flows": [{
    "id": "order", "name": "Order",
    "blocks": [{"id": "hello", "type": "message.text", "lable": "Hello"}],
    "edges": [{"from": "hello", "exit": "next", "to": "helo"}]
  }]
}`))
	if broken, ok := errors.AsType[*flow.LoadError](err); ok {
		for _, p := range broken.Problems {
			fmt.Println(p)
		}
	}
	// Output:
	// 7:56 /flows/0/blocks/0/lable: unknown field "lable"; did you mean "label"? (unknown_field)
	// 8:55 /flows/0/edges/0/to: this flow has no block "helo"; did you mean "hello"? (edge_target_missing)
}

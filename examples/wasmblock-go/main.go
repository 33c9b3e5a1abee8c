//go:build wasip1

// Wasmblock-go is a block type as a WebAssembly module, written in Go: acme/prize draws a prize. It is a package for
// Scenarist together with the manifest beside it:
//
//	GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -ldflags=-s -o block.wasm .
//
// This file is the block; abi.go is what every module in Go needs, and can be copied as it is.
package main

// config are the settings, as the manifest describes them.
type config struct {
	Prizes []struct {
		Name   string   `json:"name"`
		Weight *float64 `json:"weight"` // 1 where nothing is said
	} `json:"prizes"`
	Chance *float64 `json:"chance"` // 100 where nothing is said
}

// execute draws.
func execute(c call) answer {
	if c.Config.Chance != nil && random()*100 >= *c.Config.Chance {
		return answer{Exit: "lost"}
	}
	weights := make([]float64, len(c.Config.Prizes))
	total := 0.0
	for i, p := range c.Config.Prizes {
		weights[i] = 1
		if p.Weight != nil {
			weights[i] = *p.Weight
		}
		total += weights[i]
	}
	if total == 0 {
		return answer{Error: &failure{Code: "no_prize", Message: "none of the prizes has a weight above 0"}}
	}
	left := random() * total
	last := ""
	for i, p := range c.Config.Prizes {
		if weights[i] == 0 {
			continue
		}
		last = p.Name
		if left -= weights[i]; left < 0 {
			break
		}
	}
	return answer{Exit: "won", Outputs: map[string]any{"prize": last}}
}

// example is a call as it comes: it is answered once at the start, so that encoding/json has learnt the types before the
// state is kept from which every call begins.
const example = `{"config": {"prizes": [{"name": "a", "weight": 1}], "chance": 50}}`

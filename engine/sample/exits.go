package sample

import (
	"encoding/json"

	"github.com/scenarist/scenarist/engine"
)

// Exits gives the exits that a block of the type has with the config; those of the type if the config cannot be read.
func Exits(typ engine.BlockType, config json.RawMessage) []engine.Exit {
	if len(config) == 0 {
		config = json.RawMessage(`{}`)
	}
	blk := typ.New()
	if err := json.Unmarshal(config, blk); err != nil {
		return typ.Exits
	}
	if d, ok := blk.(engine.Defaulter); ok {
		d.Defaults()
	}
	if l, ok := blk.(engine.ExitLister); ok {
		return l.Exits(typ.Exits)
	}
	return typ.Exits
}

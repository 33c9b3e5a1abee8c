// Package deliver holds the blocks that hand out what is sold one by one: codes, keys, links, files.
//
// # A stock
//
// A stock is a name and items under it, each a record: free, or taken by somebody for something. deliver.stock puts items
// in, deliver.code takes the oldest free one. Of two buyers who want the last one, one gets it: the commit of the other
// finds it taken, and its turn runs again.
//
// # Decisions
//
//   - Who pays twice by accident, or comes again after a crash, gets the same item for the same order (For), not another.
//   - An item stays in the stock as taken, with who got it and when: "what did I sell her?" can be answered.
//   - The same text put in twice is one item. Its key is a digest, since a link may be longer than a key, and a key of a
//     game should not stand in the index in clear.
//   - What is left is counted after each sale; who has to refill hears of it once when the limit is reached, not with each
//     further sale.
package deliver

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType {
	return []engine.BlockType{codeType(), stockType()}
}

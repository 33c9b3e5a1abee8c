// Package sample makes small bots around one block type: what its reference shows, and what the runners of tests and
// benchmarks play with. It knows of other block types only the two that nearly every bot has, a command and a message.
package sample

package testchat

import shots "github.com/scenarist/scenarist/engine/film"

// Turn is one pass of the bot, as it is told of live ones too.
type Turn = shots.Turn

// Event is what happened, in words.
type Event = shots.Event

// Pass is a block that was passed.
type Pass = shots.Pass

// Trouble is what went wrong in a block.
type Trouble = shots.Trouble

// Set is a variable that was written.
type Set = shots.Set

// Exchange is an HTTP call and its answer, with secrets masked.
type Exchange = shots.Exchange

// Packet is what went one way.
type Packet = shots.Packet

// Call is a call of the bot to Telegram.
type Call = shots.Call

package host

import "slices"

// Telegram refuses what is too much with a time to wait, and does not say whether the chat has had too much or the bot
// sends too much. One chat may be it that was written to often; when several chats in a row are refused, it is the bot.

// manyFloods is how many chats that are refused for flooding, with nothing going through between them, mean that it is
// the bot that floods.
const manyFloods = 3

// floods are the chats of a bot that were refused for flooding since something went through.
type floods struct {
	chats []int64
	last  uint64 // number of the latest take when the last refusal came
}

// refused notes a refusal and reports whether the whole bot is to pause.
func (f *floods) refused(chat int64, takes uint64) bool {
	f.last = takes
	if len(f.chats) < manyFloods && !slices.Contains(f.chats, chat) {
		f.chats = append(f.chats, chat)
	}
	return len(f.chats) >= manyFloods
}

// passed notes that a message went through which was taken with the number. What was on its way when the last refusal
// came says nothing of what holds since.
func (f *floods) passed(taken uint64) {
	if taken > f.last {
		f.chats = nil
	}
}

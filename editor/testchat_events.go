package editor

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2/sse"

	"github.com/scenarist/scenarist/editor/access"
)

// ChatHappened says that something happened in a test chat, by a person or by itself: it is to be looked at again.
type ChatHappened struct {
	Count int64 `json:"count" doc:"How much has happened so far; it rises"`
}

// chatPause is how long a stream of a chat keeps still after something has happened.
const chatPause = 300 * time.Millisecond

// followChat tells what happens in a test chat until the stream is over, or the chat is. The first event comes at once.
func (a *api) followChat(ctx context.Context, in *InChat, send sse.Sender) {
	ctx, cancel := context.WithTimeout(ctx, streamLasts)
	defer cancel()
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		c, err := a.o.TestChats.Find(in.Chat) // which keeps it in use
		if err != nil {
			return
		}
		n, more := c.Happened()
		if err := send.Data(ChatHappened{n}); err != nil {
			return // nobody listens any more
		}
		if !a.waitInChat(ctx, in.Chat, more, ping.C, send) {
			return
		}
		select { // much happens at once
		case <-ctx.Done():
			return
		case <-time.After(chatPause):
		}
	}
}

// waitInChat waits until there is more; false if the stream is over.
func (a *api) waitInChat(ctx context.Context, chat string, more <-chan struct{}, ping <-chan time.Time, send sse.Sender) bool {
	for {
		select {
		case <-ctx.Done():
			return false
		case <-more:
			return true
		case at := <-ping:
			if _, err := a.o.TestChats.Find(chat); err != nil {
				return false
			}
			if err := send.Data(PingEvent{At: at.UTC()}); err != nil {
				return false
			}
		}
	}
}

func (a *api) addChatEvents() {
	stream(a, operation{
		id: "chat-events", method: http.MethodGet, path: "/chats/{chat}/events", tag: "Test chat", rule: inChat(access.BotEdit),
		summary: "Hear when something happens in a test chat",
	}, map[string]any{"chat": ChatHappened{}, "ping": PingEvent{}}, a.followChat)
}

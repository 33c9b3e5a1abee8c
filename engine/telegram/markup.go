package telegram

import (
	"cmp"

	"github.com/scenarist/scenarist/engine"
)

// writeMarkup writes the buttons of the last message of a content. Inline buttons and a reply keyboard cannot be combined;
// the inline ones win, since the flow waits for them.
func writeMarkup(o *object, c *engine.Content, last bool) {
	switch {
	case !last:
	case len(c.Inline) > 0:
		writeInline(o, c.Inline)
	case c.Keyboard != nil:
		writeKeyboard(o, c.Keyboard)
	}
}

// writeInline writes inline buttons; without rows, it takes the buttons away.
func writeInline(o *object, rows [][]engine.Button) {
	o.open("reply_markup", '{')
	o.open("inline_keyboard", '[')
	for _, row := range rows {
		o.open("", '[')
		for i := range row {
			o.open("", '{')
			writeButton(o, &row[i])
			o.shut('}')
		}
		o.shut(']')
	}
	o.shut(']')
	o.shut('}')
}

func writeButton(o *object, b *engine.Button) {
	o.text("text", b.Label)
	o.some("style", b.Style)
	o.some("icon_custom_emoji_id", b.Icon)
	switch {
	case b.URL != "":
		o.text("url", b.URL)
	case b.WebApp != "":
		writeWebApp(o, b.WebApp)
	case b.Login != nil:
		o.open("login_url", '{')
		o.text("url", b.Login.URL)
		o.some("forward_text", b.Login.ForwardText)
		o.some("bot_username", b.Login.Bot)
		o.flag("request_write_access", b.Login.WriteAccess)
		o.shut('}')
	case b.Inline != nil:
		o.text("switch_inline_query", *b.Inline)
	case b.InlineHere != nil:
		o.text("switch_inline_query_current_chat", *b.InlineHere)
	case b.InlineChosen != nil:
		o.open("switch_inline_query_chosen_chat", '{')
		o.text("query", *b.InlineChosen)
		o.flag("allow_user_chats", true)
		o.flag("allow_bot_chats", true)
		o.flag("allow_group_chats", true)
		o.flag("allow_channel_chats", true)
		o.shut('}')
	case b.Copy != "":
		o.open("copy_text", '{')
		o.text("text", b.Copy)
		o.shut('}')
	case b.Pay:
		o.flag("pay", true)
	case b.Game:
		o.raw("callback_game", []byte("{}"))
	default:
		o.text("callback_data", b.Token)
	}
}

func writeWebApp(o *object, url string) {
	o.open("web_app", '{')
	o.text("url", url)
	o.shut('}')
}

// writeKeyboard writes the keyboard below the input field. It is always resized: without that, three buttons fill half
// the screen.
func writeKeyboard(o *object, k *engine.ReplyKeyboard) {
	o.open("reply_markup", '{')
	switch {
	case k.Remove:
		o.flag("remove_keyboard", true)
	case k.ForceReply && len(k.Rows) == 0:
		o.flag("force_reply", true)
		o.some("input_field_placeholder", k.Placeholder)
	default:
		o.open("keyboard", '[')
		for _, row := range k.Rows {
			o.open("", '[')
			for i := range row {
				o.open("", '{')
				writeReplyButton(o, &row[i])
				o.shut('}')
			}
			o.shut(']')
		}
		o.shut(']')
		o.flag("resize_keyboard", true)
		o.flag("one_time_keyboard", k.OneTime)
		o.flag("is_persistent", k.Persistent)
		o.some("input_field_placeholder", k.Placeholder)
	}
	o.flag("selective", k.Selective)
	o.shut('}')
}

func writeReplyButton(o *object, b *engine.ReplyButton) {
	o.text("text", b.Label)
	switch {
	case b.Contact:
		o.flag("request_contact", true)
	case b.Location:
		o.flag("request_location", true)
	case b.Poll != "":
		o.open("request_poll", '{')
		if b.Poll != "any" {
			o.text("type", b.Poll)
		}
		o.shut('}')
	case b.WebApp != "":
		writeWebApp(o, b.WebApp)
	case b.Users != nil:
		o.open("request_users", '{')
		o.number("request_id", b.Users.ID)
		if b.Users.Bot != nil {
			o.boolean("user_is_bot", *b.Users.Bot)
		}
		o.number("max_quantity", int64(cmp.Or(b.Users.Max, 1)))
		o.shut('}')
	case b.Chat != nil:
		o.open("request_chat", '{')
		o.number("request_id", b.Chat.ID)
		o.boolean("chat_is_channel", b.Chat.Channel)
		o.flag("bot_is_member", b.Chat.Member)
		o.shut('}')
	}
}

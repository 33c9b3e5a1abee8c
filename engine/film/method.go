package film

import "github.com/scenarist/scenarist/engine"

// MethodOf names the method of the Bot API by which an effect is performed, as a rule: what the platform refuses may be done by
// another one.
func MethodOf(e *engine.Effect) string {
	switch e.Kind {
	case engine.SendMessage, engine.NotifyStaff:
		return sending(e.Content)
	case engine.EditMessage:
		return editing(e)
	case engine.DeleteMessage:
		if e.Target != nil && e.Target.Buttons {
			return "editMessageReplyMarkup"
		}
		return "deleteMessage"
	case engine.AnswerButton:
		return "answerCallbackQuery"
	case engine.AnswerCheckout:
		return "answerPreCheckoutQuery"
	case engine.SendInvoice:
		return "sendInvoice"
	case engine.ShowAction:
		return "sendChatAction"
	case engine.ShowDraft:
		return "sendMessageDraft"
	case engine.CallMethod:
		if e.Call != nil {
			return e.Call.Method
		}
	case engine.AnswerCaller:
	}
	return string(e.Kind)
}

func sending(c *engine.Content) string {
	switch {
	case c == nil:
		return "sendMessage"
	case len(c.Media) > 1:
		return "sendMediaGroup"
	case len(c.Media) == 1:
		return byKind(c.Media[0].Kind)
	case c.Location != nil && c.Location.Title != "":
		return "sendVenue"
	case c.Location != nil:
		return "sendLocation"
	case c.Contact != nil:
		return "sendContact"
	default:
		return "sendMessage"
	}
}

func byKind(kind string) string {
	switch kind {
	case "photo":
		return "sendPhoto"
	case "video":
		return "sendVideo"
	case "audio":
		return "sendAudio"
	case "voice":
		return "sendVoice"
	case "video_note":
		return "sendVideoNote"
	case "animation":
		return "sendAnimation"
	case "sticker":
		return "sendSticker"
	default:
		return "sendDocument"
	}
}

func editing(e *engine.Effect) string {
	switch {
	case e.Target != nil && e.Target.Buttons:
		return "editMessageReplyMarkup"
	case e.Content != nil && len(e.Content.Media) > 0:
		return "editMessageMedia"
	default:
		return "editMessageText"
	}
}

// TextOf is what people read of an effect.
func TextOf(e *engine.Effect) string {
	switch {
	case e.Content != nil && e.Content.Text != "":
		return e.Content.Text
	case e.Invoice != nil:
		return e.Invoice.Title
	case e.Answer != nil:
		return e.Answer.Text
	default:
		return e.Action
	}
}

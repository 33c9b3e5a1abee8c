package botapi

import (
	"strings"
)

// method is one method of the Bot API: its parameters and what performs it.
type method struct {
	name     string
	params   map[string]byte // name to type letter of methodTable
	required []string        // in the order of the documentation
	perform  performer
	sends    bool // makes messages: faults and rate limits count these
}

// performer carries out a checked call and gives the value of "result".
type performer func(b *bot, r *request) (any, *Error)

// newMethods builds the method list under lower-case names, as Telegram
// ignores the case of method names.
func newMethods() map[string]*method {
	performers := performers()
	methods := make(map[string]*method, 200)
	for name, spec := range methodTable() {
		m := &method{name: name, params: map[string]byte{}, perform: performers[name]}
		for field := range strings.FieldsSeq(spec) {
			param, kind, _ := strings.Cut(field, ":")
			if bare, must := strings.CutSuffix(param, "!"); must {
				m.required = append(m.required, bare)
				param = bare
			}
			m.params[param] = kind[0]
		}
		m.sends = strings.HasPrefix(name, "send") && name != "sendChatAction" ||
			strings.HasPrefix(name, "copy") || strings.HasPrefix(name, "forward")
		if m.perform == nil {
			m.perform = acceptKnown
		}
		methods[strings.ToLower(name)] = m
	}
	return methods
}

// acceptKnown answers true to methods that the simulator knows but does not
// model, once their required parameters are there.
func acceptKnown(b *bot, r *request) (any, *Error) {
	for _, name := range r.method.required {
		if name == "chat_id" {
			continue
		}
		if _, isFile := r.files[name]; isFile {
			continue
		}
		if _, err := r.required(name); err != nil {
			return nil, err
		}
	}
	if _, has := r.method.params["chat_id"]; has && r.str("chat_id") != "" {
		if _, err := b.chat(r.str("chat_id")); err != nil {
			return nil, err
		}
	}
	return true, nil
}

// performers lists the methods that are modelled.
func performers() map[string]performer {
	return map[string]performer{
		"getMe":          getMe,
		"deleteWebhook":  deleteWebhook,
		"getWebhookInfo": getWebhookInfo,

		"sendMessage":    sendMessage,
		"sendPhoto":      sendMedia,
		"sendVideo":      sendMedia,
		"sendAudio":      sendMedia,
		"sendVoice":      sendMedia,
		"sendDocument":   sendMedia,
		"sendAnimation":  sendMedia,
		"sendSticker":    sendMedia,
		"sendVideoNote":  sendMedia,
		"sendMediaGroup": sendMediaGroup,
		"sendLocation":   sendLocation,
		"sendVenue":      sendVenue,
		"sendContact":    sendContact,
		"sendDice":       sendDice,
		"sendPoll":       sendPoll,
		"sendChatAction": sendChatAction,
		"sendInvoice":    sendInvoice,

		"sendMessageDraft": sendMessageDraft,

		"editMessageText":        editMessageText,
		"editMessageCaption":     editMessageCaption,
		"editMessageMedia":       editMessageMedia,
		"editMessageReplyMarkup": editMessageReplyMarkup,
		"stopPoll":               stopPoll,
		"deleteMessage":          deleteMessage,
		"deleteMessages":         deleteMessages,
		"copyMessage":            copyMessage,
		"copyMessages":           copyMessages,
		"forwardMessage":         forwardMessage,
		"forwardMessages":        forwardMessages,
		"pinChatMessage":         pinChatMessage,
		"unpinChatMessage":       unpinChatMessage,
		"unpinAllChatMessages":   unpinAllChatMessages,
		"setMessageReaction":     setMessageReaction,

		"answerCallbackQuery":    answerCallbackQuery,
		"answerInlineQuery":      answerInlineQuery,
		"answerPreCheckoutQuery": answerPreCheckoutQuery,
		"answerShippingQuery":    answerShippingQuery,
		"createInvoiceLink":      createInvoiceLink,
		"refundStarPayment":      refundStarPayment,
		"getStarTransactions":    getStarTransactions,
		"getMyStarBalance":       getMyStarBalance,

		"setMyCommands":         setMyCommands,
		"getMyCommands":         getMyCommands,
		"deleteMyCommands":      deleteMyCommands,
		"setMyName":             setMyText,
		"getMyName":             getMyText,
		"setMyDescription":      setMyText,
		"getMyDescription":      getMyText,
		"setMyShortDescription": setMyText,
		"getMyShortDescription": getMyText,
		"setChatMenuButton":     setChatMenuButton,
		"getChatMenuButton":     getChatMenuButton,

		"getFile":               getFile,
		"getChat":               getChat,
		"getChatMember":         getChatMember,
		"getChatMemberCount":    getChatMemberCount,
		"getChatAdministrators": getChatAdministrators,
		"leaveChat":             leaveChat,
		"createForumTopic":      createForumTopic,
		"createChatInviteLink":  createChatInviteLink,
		"banChatMember":         banChatMember,
		"unbanChatMember":       unbanChatMember,
		"getUserProfilePhotos":  getUserProfilePhotos,
	}
}

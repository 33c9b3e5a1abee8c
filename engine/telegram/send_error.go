package telegram

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// Codes of host.SendError. They go on to the block's exits and to the owner, so they never change.
const (
	CodeBlocked      = "blocked"        // the user blocked the bot, or never started it
	CodeDeactivated  = "deactivated"    // the account is gone
	CodeChatNotFound = "chat_not_found" // no such chat, or the bot is not in it
	CodeParse        = "parse"          // markup that cannot be read, also after it was taken out
	CodeTooLong      = "too_long"       // text, caption or keyboard over a limit
	CodeEmpty        = "empty"          // nothing to be seen in the text
	CodeKeyboard     = "keyboard"       // a button that the platform refuses
	CodeFile         = "file"           // a file that cannot be had, or not in this way
	CodeRights       = "rights"         // the bot lacks a right in the chat
	CodeGone         = "gone"           // the message to be edited is not there or cannot be edited
	CodeUnauthorized = "unauthorized"   // the token does not work
	CodeConflict     = "conflict"       // somebody else receives this bot's updates
	CodeFlood        = "flood"          // too many requests
	CodeServer       = "server"         // the platform's own trouble
	CodeNetwork      = "network"        // no answer
	CodeOther        = "other"
)

// Pauses before a repeat where the platform names none. The host makes them longer with each try.
const (
	pauseNetwork  = time.Second
	pauseServer   = 2 * time.Second
	pauseFlood    = 3 * time.Second
	pauseConflict = 10 * time.Second
)

// sendError says what to do about a failed call. again is set where a second performance does no harm.
func sendError(err error, again bool) *host.SendError {
	if done, ok := errors.AsType[*host.SendError](err); ok {
		return done
	}
	if r, ok := errors.AsType[*RefusalError](err); ok {
		return refusalError(r, again)
	}
	if a, ok := errors.AsType[*AnswerError](err); ok {
		if a.Status == 413 { // Request Entity Too Large, in a gateway's words
			return fatal(CodeFile, "the file is too large for Telegram")
		}
		return unsure(CodeServer, fmt.Sprintf("Telegram's server did not answer as it should, with the status %d", a.Status), pauseServer, again)
	}
	if n, ok := errors.AsType[*NetworkError](err); ok {
		return unsure(CodeNetwork, "Telegram cannot be reached: "+engine.Unanswered(n.Err), pauseNetwork, again || !n.Sent)
	}
	return &host.SendError{Retry: true, After: pauseNetwork, Code: CodeOther, Message: err.Error()}
}

// Words says to authors why a call failed: what the platform said, or that it did not answer.
func Words(err error) string { return sendError(err, false).Message }

func fatal(code, message string) *host.SendError {
	return &host.SendError{Fatal: true, Code: code, Message: message}
}

// unsure is for calls that may have been carried out.
func unsure(code, message string, after time.Duration, again bool) *host.SendError {
	return &host.SendError{Retry: again, Unknown: !again, After: after, Code: code, Message: message}
}

func refusalError(r *RefusalError, again bool) *host.SendError {
	message := trimKind(r.Description)
	switch {
	case r.Code == 429:
		after := r.RetryAfter
		if after == 0 {
			after = pauseFlood
		}
		return &host.SendError{Retry: true, After: after, Code: CodeFlood, Message: message}
	case r.Code == 401, r.Code == 404 && !r.says("method"):
		return &host.SendError{Fatal: true, WholeBot: true, Code: CodeUnauthorized, Message: message}
	case r.Code == 409:
		return &host.SendError{Retry: true, After: pauseConflict, Code: CodeConflict, Message: message}
	case r.Code == 413:
		return fatal(CodeFile, message)
	case r.Code >= 500:
		return unsure(CodeServer, message, pauseServer, again)
	case r.Code == 403:
		return fatal(forbiddenCode(r), message)
	default:
		e := fatal(badRequestCode(r), message)
		e.MigratedTo = r.MigrateTo
		return e
	}
}

// trimKind takes "Bad Request: " away, which says nothing to the bot's owner.
func trimKind(description string) string {
	for _, kind := range [...]string{"Bad Request: ", "Forbidden: ", "Too Many Requests: ", "Conflict: "} {
		if rest, ok := strings.CutPrefix(description, kind); ok {
			return rest
		}
	}
	return description
}

func forbiddenCode(r *RefusalError) string {
	switch {
	case r.says("deactivated"):
		return CodeDeactivated
	case r.says("bot was blocked", "can't initiate conversation", "can't send messages to bots"):
		return CodeBlocked
	case r.says("bot was kicked", "bot is not a member"):
		return CodeChatNotFound
	default:
		return CodeRights
	}
}

func badRequestCode(r *RefusalError) string {
	switch {
	case r.MigrateTo != 0, r.says("chat not found", "peer_id_invalid", "chat_id is empty", "user not found"):
		return CodeChatNotFound
	case unparsable(r):
		return CodeParse
	case r.says("too long", "caption_too_long", "message_too_long"):
		return CodeTooLong
	case r.says("text is empty", "must be non-empty", "message_empty"):
		return CodeEmpty
	case r.says("button_", "reply markup", "inline keyboard", "keyboard button", "reply_markup"):
		return CodeKeyboard
	case badFile(r):
		return CodeFile
	case r.says("not enough rights", "need administrator rights", "member list is inaccessible", "admin_required",
		"have no rights", "write_forbidden", "topic_closed", "restricted"):
		return CodeRights
	case notEditable(r):
		return CodeGone
	default:
		return CodeOther
	}
}

// unparsable is a refusal of the author's markup.
func unparsable(r *RefusalError) bool {
	return r.Code == 400 && r.says("can't parse entities", "can't parse message text")
}

// badFile is a refusal of a file_id or an address, which an upload of the same file gets around.
func badFile(r *RefusalError) bool {
	return r.Code == 400 && r.says("wrong file identifier", "wrong remote file", "wrong file_id", "failed to get http url",
		"wrong type of the web page", "webpage_curl_failed", "webpage_media_empty", "media_empty", "by a url is currently",
		"can't use file of type", "file_reference", "photo_invalid", "image_process_failed", "external_url_invalid")
}

// notEditable is a refusal to edit a message that a new message gets around.
func notEditable(r *RefusalError) bool {
	return r.Code == 400 && r.says("message to edit not found", "message can't be edited", "message_id_invalid",
		"message identifier is not specified", "no text in the message", "no caption in the message",
		"no media in the message", "message to be edited")
}

// notModified is the platform's word for an edit that changes nothing.
func notModified(r *RefusalError) bool { return r.Code == 400 && r.says("message is not modified") }

// undeletable is a message that is there and stays there, since it is too old.
func undeletable(r *RefusalError) bool { return r.Code == 400 && r.says("message can't be deleted") }

// notDeletable covers messages that are gone already and those that are too old.
func notDeletable(r *RefusalError) bool {
	return r.Code == 400 && r.says("message to delete not found", "message can't be deleted", "message_id_invalid",
		"message identifier is not specified", "message_delete_forbidden")
}

// tooLate is the answer to answers that came too late or twice.
func tooLate(r *RefusalError) bool {
	return r.Code == 400 && r.says("query is too old", "query id is invalid", "query_id_invalid")
}

// repeatable reports whether performing the method twice is as good as once. Methods that are not known are not.
func repeatable(method string) bool {
	switch method {
	case "sendChatAction", "sendMessageDraft", "createInvoiceLink", "refundStarPayment":
		return true
	}
	for _, verb := range [...]string{
		"get", "set", "edit", "delete", "answer", "ban", "unban", "restrict", "promote", "approve", "decline", "pin",
		"unpin", "close", "reopen", "hide", "unhide", "leave", "read", "stop", "remove", "verify",
	} {
		if strings.HasPrefix(method, verb) {
			return true
		}
	}
	return false
}

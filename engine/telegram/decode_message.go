package telegram

import (
	"cmp"

	"github.com/scenarist/scenarist/engine"
)

// message reads all kinds of messages. Payments come as messages, but are events of their own.
func (u *Update) message(in *incomingMessage, kind engine.EventKind, botUsername string, raw []byte) {
	u.Event.Kind = kind
	u.Event.Time = unixTime(cmp.Or(in.EditDate, in.Date))
	u.at(in.Chat.chat(), in.sender())
	u.MigratedTo = in.MigrateTo
	switch {
	case in.Payment != nil:
		u.Event.Kind, u.Event.Payment = engine.PaymentPaid, in.Payment.payment()
		return
	case in.Refund != nil:
		u.Event.Kind, u.Event.Payment = engine.PaymentRefunded, in.Refund.payment()
		return
	}
	m := &engine.Message{
		ID: in.MessageID, GroupID: in.MediaGroupID, Forwarded: bool(in.ForwardOrigin || in.ForwardDate),
		Text: in.Text, HTML: entitiesHTML(in.Text, in.Entities),
	}
	if in.Text == "" {
		m.Text, m.HTML = in.Caption, entitiesHTML(in.Caption, in.CaptionEntities)
	}
	if in.IsTopicMessage {
		// Outside of topics the thread id only groups answers, and Telegram refuses it in sends.
		m.TopicID = in.MessageThreadID
	}
	if r := in.ReplyToMessage; r != nil && !bool(r.ForumTopicCreated) {
		m.ReplyTo, m.ReplyText = r.MessageID, cmp.Or(r.Text, r.Caption)
	}
	if command, args, ok := engine.ParseCommand(in.Text, botUsername); ok {
		m.Command, m.Args = command, args
	}
	in.content(m)
	if m.Kind == "" {
		m.Kind = restKind(fields(raw)[u.Kind])
	}
	u.Event.Message = m
}

// sender is who wrote: for channels and for administrators who write as their chat, the chat. Otherwise all such
// writers would share the session of the placeholder user that Telegram puts into "from".
func (in *incomingMessage) sender() engine.User {
	if c := in.SenderChat; c != nil {
		return engine.User{ID: c.ID, FirstName: cmp.Or(c.Title, c.FirstName), LastName: c.LastName, Username: c.Username}
	}
	if in.From != nil {
		return in.From.user()
	}
	return engine.User{}
}

// content fills in what the message carries, and its kind; the kind stays empty for what is not known here.
func (in *incomingMessage) content(m *engine.Message) {
	switch {
	case in.Text != "":
		m.Kind = engine.TextMessage
	case len(in.Photo) > 0:
		m.Kind, m.Files = engine.PhotoMessage, bestPhoto(in.Photo).files(engine.PhotoMessage)
	case in.Animation != nil: // comes with a document of the same file
		m.Kind, m.Files = engine.AnimationMessage, in.Animation.files(engine.AnimationMessage)
	case in.Video != nil:
		m.Kind, m.Files = engine.VideoMessage, in.Video.files(engine.VideoMessage)
	case in.VideoNote != nil:
		m.Kind, m.Files = engine.VideoNoteMessage, in.VideoNote.files(engine.VideoNoteMessage)
		m.Files[0].Width, m.Files[0].Height = in.VideoNote.Length, in.VideoNote.Length
	case in.Audio != nil:
		m.Kind, m.Files = engine.AudioMessage, in.Audio.files(engine.AudioMessage)
	case in.Voice != nil:
		m.Kind, m.Files = engine.VoiceMessage, in.Voice.files(engine.VoiceMessage)
	case in.Sticker != nil:
		m.Kind, m.Files = engine.StickerMessage, in.Sticker.files(engine.StickerMessage)
	case in.Document != nil:
		m.Kind, m.Files = engine.FileMessage, in.Document.files(engine.FileMessage)
	case in.Contact != nil:
		m.Kind = engine.ContactMessage
		m.Contact = in.contact()
	case in.Venue != nil: // comes with a location of the same place
		m.Kind = engine.LocationMessage
		m.Location = &engine.Location{
			Latitude: in.Venue.Location.Latitude, Longitude: in.Venue.Location.Longitude,
			Title: in.Venue.Title, Address: in.Venue.Address,
		}
	case in.Location != nil:
		m.Kind = engine.LocationMessage
		m.Location = &engine.Location{
			Latitude: in.Location.Latitude, Longitude: in.Location.Longitude,
			Accuracy: in.Location.Accuracy, Live: in.Location.Live,
		}
	case in.Poll != nil:
		m.Kind, m.Text = engine.PollMessage, in.Poll.Question
	case in.Dice != nil:
		m.Kind, m.Dice = engine.DiceMessage, in.Dice.Value
	case in.WebAppData != nil:
		m.Kind, m.WebApp = engine.WebAppMessage, in.WebAppData.Data
	case in.UsersShared != nil:
		m.Kind, m.RequestID = engine.SharedMessage, in.UsersShared.RequestID
		for _, s := range in.UsersShared.Users {
			m.Shared = append(m.Shared, s.UserID)
		}
	case in.ChatShared != nil:
		m.Kind, m.RequestID = engine.SharedMessage, in.ChatShared.RequestID
		m.Shared = []int64{in.ChatShared.ChatID}
	}
}

// contact is the sender's own only where Telegram itself says whose number it is.
func (in *incomingMessage) contact() *engine.Contact {
	c := in.Contact
	return &engine.Contact{
		Phone: c.PhoneNumber, FirstName: c.FirstName, LastName: c.LastName, UserID: c.UserID,
		Own: c.UserID != 0 && in.From != nil && in.From.ID == c.UserID,
	}
}

func (in *incomingPayment) payment() *engine.Payment {
	return &engine.Payment{
		Payload: in.InvoicePayload, Currency: in.Currency, Amount: in.TotalAmount,
		ChargeID: in.TelegramPaymentChargeID, ProviderChargeID: in.ProviderPaymentChargeID,
		Recurring: in.IsRecurring, FirstRecurring: in.IsFirstRecurring, ExpiresAt: in.SubscriptionExpiration,
		Name: in.OrderInfo.Name, Phone: in.OrderInfo.PhoneNumber, Email: in.OrderInfo.Email,
		ShippingOption: in.ShippingOptionID, Address: in.OrderInfo.ShippingAddress.address(),
	}
}

func (in *incomingAddress) address() *engine.Address {
	if in == nil {
		return nil
	}
	return &engine.Address{
		Country: in.CountryCode, State: in.State, City: in.City, Street: in.StreetLine1, Street2: in.StreetLine2, PostCode: in.PostCode,
	}
}

// files gives the file as the only one of its message.
func (in *incomingFile) files(kind engine.MessageKind) []engine.File {
	return []engine.File{{
		ID: in.FileID, UniqueID: in.FileUniqueID, Kind: string(kind), Name: in.FileName, MIME: in.MIMEType,
		Size: in.FileSize, Duration: in.Duration, Width: in.Width, Height: in.Height,
	}}
}

// bestPhoto is the largest size; of equal ones the last, as Telegram lists them ascending.
func bestPhoto(sizes []incomingFile) *incomingFile {
	best := &sizes[0]
	for i := range sizes {
		if sizes[i].Width*sizes[i].Height >= best.Width*best.Height {
			best = &sizes[i]
		}
	}
	return best
}

// restKind tells service messages from contents that have no kind of their own here.
func restKind(message []byte) engine.MessageKind {
	kind := engine.OtherMessage
	for name := range fields(message) {
		switch name {
		case "story", "paid_media", "live_photo", "rich_message", "checklist", "game", "invoice", "giveaway",
			"giveaway_winners":
			return engine.OtherMessage
		case "new_chat_members", "left_chat_member", "chat_owner_left", "chat_owner_changed", "new_chat_title",
			"new_chat_photo", "delete_chat_photo", "group_chat_created", "supergroup_chat_created",
			"channel_chat_created", "message_auto_delete_timer_changed", "migrate_to_chat_id", "migrate_from_chat_id",
			"pinned_message", "gift", "unique_gift", "gift_upgrade_sent", "connected_website", "write_access_allowed",
			"passport_data", "proximity_alert_triggered", "boost_added", "chat_background_set", "checklist_tasks_done",
			"checklist_tasks_added", "direct_message_price_changed", "forum_topic_created", "forum_topic_edited",
			"forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden",
			"giveaway_created", "giveaway_completed", "managed_bot_created", "paid_message_price_changed",
			"poll_option_added", "poll_option_deleted", "suggested_post_approved", "suggested_post_approval_failed",
			"suggested_post_declined", "suggested_post_paid", "suggested_post_refunded", "video_chat_scheduled",
			"video_chat_started", "video_chat_ended", "video_chat_participants_invited":
			kind = engine.ServiceMessage
		}
	}
	return kind
}

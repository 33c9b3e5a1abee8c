package telegram

import "github.com/PaulSonOfLars/gotgbot/v2"

// AllowedUpdates are the kinds of updates that a bot asks for: all of them, those too that Telegram leaves out by default
// (chat_member, message_reaction, message_reaction_count), since kinds that we do not know yet are kept, not dropped.
func AllowedUpdates() []string {
	return []string{
		gotgbot.UpdateTypeMessage, gotgbot.UpdateTypeEditedMessage, gotgbot.UpdateTypeChannelPost,
		gotgbot.UpdateTypeEditedChannelPost, gotgbot.UpdateTypeBusinessConnection, gotgbot.UpdateTypeBusinessMessage,
		gotgbot.UpdateTypeEditedBusinessMessage, gotgbot.UpdateTypeDeletedBusinessMessages,
		gotgbot.UpdateTypeGuestMessage, gotgbot.UpdateTypeMessageReaction, gotgbot.UpdateTypeMessageReactionCount,
		gotgbot.UpdateTypeInlineQuery, gotgbot.UpdateTypeChosenInlineResult, gotgbot.UpdateTypeCallbackQuery,
		gotgbot.UpdateTypeShippingQuery, gotgbot.UpdateTypePreCheckoutQuery, gotgbot.UpdateTypePurchasedPaidMedia,
		gotgbot.UpdateTypePoll, gotgbot.UpdateTypePollAnswer, gotgbot.UpdateTypeMyChatMember,
		gotgbot.UpdateTypeChatMember, gotgbot.UpdateTypeChatJoinRequest, gotgbot.UpdateTypeChatBoost,
		gotgbot.UpdateTypeRemovedChatBoost, gotgbot.UpdateTypeManagedBot, gotgbot.UpdateTypeSubscription,
	}
}

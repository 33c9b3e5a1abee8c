package engine

// NextExit is the usual way on. It must be connected or ended on purpose.
func NextExit() Exit { return Exit{Name: "next", Title: Text{"en": "Next", "ru": "Дальше"}} }

// ErrorExit is where a trouble leaves; without an edge it goes to the flow's and the bot's handlers.
func ErrorExit() Exit {
	return Exit{Name: "error", Title: Text{"en": "Error", "ru": "Ошибка"}, Inherit: true}
}

// TimeoutExit is where a wait leaves that was too long; without an edge it goes to the handlers.
func TimeoutExit() Exit {
	return Exit{Name: "timeout", Title: Text{"en": "Time is over", "ru": "Время вышло"}, Inherit: true}
}

// BlockedExit is where a message leaves that the user cannot get, having blocked the bot.
func BlockedExit() Exit {
	return Exit{Name: "blocked", Title: Text{"en": "Bot is blocked", "ru": "Бот заблокирован"}, Inherit: true}
}

// CancelExit is where a user leaves who gives up; without an edge the run ends with a word, and a caller's cancelled exit
// is taken.
func CancelExit() Exit {
	return Exit{Name: "cancel", Title: Text{"en": "Cancel", "ru": "Отмена"}, Inherit: true}
}

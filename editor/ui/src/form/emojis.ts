/** Emoji that bots use most, in the order of the picker. */
export const emojis = Array.from(
	new Intl.Segmenter("en", { granularity: "grapheme" }).segment(
		"😀😃😄😁😊🙂😉😍🥰😘😋😎🤩🤗🤔😇😅😂🤣😢😭😡😱😴🙄😐🥳🤝👍👎👌👏🙏💪👋✌️🤞👉👈👆👇❤️🧡💛💚💙💜🖤🤍💔💯✅❌❗❓⚠️ℹ️⭐🌟✨🔥💥🎉🎊🎁🎈🏆🥇🎯💡🔔📢📣💬📝📌📎📅📆⏰⏳⌛🕐📍🗺🏠🏢🏪🚚🚗✈️🚀📦🛒🛍💰💵💳🧾💎📈📉📊🔑🔒🔓🔍🔗📞📱💻📷🎥🎵🎧🎮📚🎓✏️📄📁🗑⚙️🛠☕🍵🍕🍔🍣🍰🎂🍎🍓🥐🍷🍺🌸🌹🌻🌳🌞🌙☀️⛅🌧❄️🌈🐶🐱🦊🐻👶👧👦👩👨👵👴👪➕➖➡️⬅️⬆️⬇️🔙🔝🔄▶️⏸⏹1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣9️⃣🔟",
	),
	(s) => s.segment,
);

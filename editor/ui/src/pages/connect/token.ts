/** The token of a bot in what somebody pasted, be it the whole message of BotFather; undefined if there is none. */
export function tokenIn(text: string): string | undefined {
	return /(?<!\d)\d{5,15}:[A-Za-z0-9_-]{30,60}(?![A-Za-z0-9_-])/.exec(text)?.[0];
}

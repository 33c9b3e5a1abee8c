/** A message as a sentence begins. One that begins with a name of the bot's, such as user.age, keeps it as it is. */
export function sentence(message: string): string {
	return /^\p{Ll}+[\s,:]/u.test(message) ? message.charAt(0).toLocaleUpperCase() + message.slice(1) : message;
}

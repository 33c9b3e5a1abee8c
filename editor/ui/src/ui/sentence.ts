/** A text of the server as it stands by itself in the page: with a capital letter, unless it begins with a name of something. */
export function sentence(text: string): string {
	return /^\p{Ll}[\p{L}’'-]*(?=[\s,;:!?]|\.?$|\.\s)/u.test(text)
		? text.charAt(0).toLocaleUpperCase() + text.slice(1)
		: text;
}

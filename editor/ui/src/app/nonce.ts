/** The nonce that the server wrote into the page, without which the browser takes no style element. */
export function nonce(): string {
	return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
}

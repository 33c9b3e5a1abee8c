/** A place inside the page, and nothing else: an address from a link must not lead away. */
export function placeOf(back: string | undefined): string {
	return back?.startsWith("/") && !/^\/[/\\]/.test(back) && !back.startsWith("/login") ? back : "/";
}

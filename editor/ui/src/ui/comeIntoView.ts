/** A ref for what has just been opened: all of it is to be seen, above all the button at its end. */
export function comeIntoView(opened: HTMLElement | null): void {
	opened?.scrollIntoView?.({ block: "nearest" });
}

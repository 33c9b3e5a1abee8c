/** Puts a text into the clipboard; also on a page without https, where browsers lack the newer way. */
export async function copyText(text: string): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		return copyBySelection(text);
	}
}

function copyBySelection(text: string): boolean {
	const field = document.createElement("textarea");
	field.value = text;
	field.style.position = "fixed";
	field.style.opacity = "0";
	const focused = document.activeElement;
	document.body.append(field);
	field.select();
	const done = document.execCommand("copy");
	field.remove();
	if (focused instanceof HTMLElement) {
		focused.focus();
	}
	return done;
}

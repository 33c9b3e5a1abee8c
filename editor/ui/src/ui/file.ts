/** Saves a text as a file on the reader's machine. */
export function saveFile(name: string, text: string, type = "text/plain"): void {
	const address = URL.createObjectURL(new Blob([text], { type }));
	const link = document.createElement("a");
	link.href = address;
	link.download = name;
	link.click();
	URL.revokeObjectURL(address);
}

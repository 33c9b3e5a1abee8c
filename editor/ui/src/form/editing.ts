import { type Mark, readMarkup, writeMarkup } from "./markup";
import { joined, pieces } from "./template";

/** How values are called on their chips. */
export type Titles = (source: string) => string;

/** A text as it stands in an editable element; undefined if it has to be written as source. */
export function toNodes(source: string, markup: boolean, titles: Titles): Node[] | undefined {
	const marks = markup ? readMarkup(source) : (pieces(source) as Mark[]);
	if (!marks) {
		return undefined;
	}
	const nodes = marks.map((m) => nodeOf(m, titles));
	if (source.endsWith("\n")) {
		nodes.push(document.createElement("br")); // else the caret cannot stand in the last, empty line
	}
	return nodes;
}

export function chip(source: string, titles: Titles): HTMLElement {
	const e = document.createElement("span");
	e.contentEditable = "false";
	e.dataset.source = source;
	e.textContent = titles(source);
	e.title = source;
	return e;
}

function nodeOf(m: Mark, titles: Titles): Node {
	switch (m.kind) {
		case "text":
			return document.createTextNode(m.text);
		case "value":
			return chip(m.source, titles);
		case "mark": {
			const e = document.createElement(shown[m.tag] ?? m.tag);
			e.dataset.tag = m.tag;
			e.dataset.attributes = m.attributes;
			e.append(...m.inside.map((x) => nodeOf(x, titles)));
			return e;
		}
		default: {
			const never: never = m;
			return never;
		}
	}
}

const shown: Readonly<Record<string, string>> = { "tg-spoiler": "span", "tg-emoji": "span", a: "a" };

/** What the browser makes of bold and the like when the user asks for it. */
const made: Readonly<Record<string, string>> = { strong: "b", em: "i", strike: "s", del: "s", ins: "u" };

/** The source of what stands in an editable element. */
export function fromNodes(root: Node, markup: boolean): string {
	const marks = marksOf(root);
	return markup ? writeMarkup(marks) : joined(plain(marks));
}

function plain(marks: readonly Mark[]): ({ kind: "text"; text: string } | { kind: "value"; source: string })[] {
	return marks.flatMap((m) => (m.kind === "mark" ? plain(m.inside) : [m]));
}

function marksOf(root: Node): Mark[] {
	const out: Mark[] = [];
	const text = (s: string) => {
		const last = out.at(-1);
		if (last?.kind === "text") {
			last.text += s;
		} else if (s !== "") {
			out.push({ kind: "text", text: s });
		}
	};
	for (const n of root.childNodes) {
		if (n.nodeType === Node.TEXT_NODE) {
			// Braces that the author types are a value as soon as they close.
			for (const p of pieces((n.textContent ?? "").replaceAll("\u00a0", " "))) {
				if (p.kind === "text") {
					text(p.text);
				} else {
					out.push(p);
				}
			}
		} else if (n instanceof HTMLElement) {
			element(n, out, text);
		}
	}
	return out;
}

function element(e: HTMLElement, out: Mark[], text: (s: string) => void) {
	const { source, tag, attributes } = e.dataset;
	const name = e.localName;
	if (source !== undefined) {
		out.push({ kind: "value", source });
	} else if (name === "br") {
		// The browser puts a last br where an empty line could not be seen otherwise.
		if (e.nextSibling || e.parentElement?.dataset.tag !== undefined) {
			text("\n");
		}
	} else if (tag !== undefined) {
		out.push({ kind: "mark", tag, attributes: attributes ?? "", inside: marksOf(e) });
	} else if (name === "a") {
		const href = (e.getAttribute("href") ?? "").replaceAll('"', "&quot;");
		out.push({ kind: "mark", tag: "a", attributes: ` href="${href}"`, inside: marksOf(e) });
	} else if (made[name] !== undefined || ["b", "i", "u", "s", "code", "pre"].includes(name)) {
		out.push({ kind: "mark", tag: made[name] ?? name, attributes: "", inside: marksOf(e) });
	} else {
		if ((name === "div" || name === "p") && e.previousSibling) {
			text("\n");
		}
		for (const m of marksOf(e)) {
			if (m.kind === "text") {
				text(m.text);
			} else {
				out.push(m);
			}
		}
	}
}


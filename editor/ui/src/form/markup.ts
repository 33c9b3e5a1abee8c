import { braced, escaped, pieces } from "./template";

/** A piece of a text in Telegram's HTML. Attributes are kept as they were written. */
export type Mark =
	| { kind: "text"; text: string }
	| { kind: "value"; source: string }
	| { kind: "mark"; tag: string; attributes: string; inside: Mark[] };

/** The tags that Telegram knows. https://core.telegram.org/bots/api#html-style */
const tags: ReadonlySet<string> = new Set([
	...["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "span", "blockquote"],
	...["tg-spoiler", "tg-emoji"],
]);

const entities: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"' };

function decoded(text: string): string {
	return text.replace(/&(lt|gt|amp|quot);/g, (e) => entities[e] ?? e);
}

function encoded(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const tagAt = /<(\/?)([a-zA-Z][a-zA-Z-]*)((?:\s+[^<>]*)?)>/y;

/** Reads a text in Telegram's HTML; undefined where a tag is unknown or does not close: such a text is shown as it is written. */
export function readMarkup(source: string): Mark[] | undefined {
	const root: Mark[] = [];
	const open: { tag: string; inside: Mark[] }[] = [{ tag: "", inside: root }];
	let plain = "";
	const flush = () => {
		for (const p of pieces(plain)) {
			open.at(-1)?.inside.push(p.kind === "text" ? { kind: "text", text: decoded(p.text) } : p);
		}
		plain = "";
	};
	for (let i = 0; i < source.length; ) {
		if (source.startsWith("{{", i)) {
			const [first] = pieces(source.slice(i));
			if (first?.kind === "value") {
				const end = lengthOfValue(source.slice(i));
				plain += source.slice(i, i + end);
				i += end;
				continue;
			}
		}
		tagAt.lastIndex = i;
		const found = tagAt.exec(source);
		if (!found) {
			if (source[i] === "<" && /^<[a-zA-Z/]/.test(source.slice(i))) {
				return undefined;
			}
			plain += source[i];
			i++;
			continue;
		}
		const [whole, slash, name = "", attributes = ""] = found;
		const tag = name.toLowerCase();
		if (!tags.has(tag)) {
			return undefined;
		}
		flush();
		if (slash) {
			if (open.length === 1 || open.pop()?.tag !== tag) {
				return undefined;
			}
		} else {
			const inside: Mark[] = [];
			open.at(-1)?.inside.push({ kind: "mark", tag, attributes, inside });
			open.push({ tag, inside });
		}
		i += whole.length;
	}
	flush();
	return open.length === 1 ? root : undefined;
}

/** How long the value is with which the text begins, braces included. */
function lengthOfValue(text: string): number {
	for (let end = text.indexOf("}}"); end >= 0; end = text.indexOf("}}", end + 1)) {
		const [first, second] = pieces(text.slice(0, end + 2));
		if (first?.kind === "value" && second === undefined) {
			return end + 2;
		}
	}
	return 2;
}

export function writeMarkup(marks: readonly Mark[]): string {
	return marks
		.map((m) => {
			switch (m.kind) {
				case "text":
					return escaped(encoded(m.text));
				case "value":
					return braced(m.source);
				case "mark":
					return `<${m.tag}${m.attributes}>${writeMarkup(m.inside)}</${m.tag}>`;
				default: {
					const never: never = m;
					return never;
				}
			}
		})
		.join("");
}

/** How long the user will see the text to be, in UTF-16 units as Telegram counts; values count as nothing. */
export function visibleLength(marks: readonly Mark[]): number {
	return marks.reduce(
		(sum, m) => sum + (m.kind === "text" ? m.text.length : m.kind === "mark" ? visibleLength(m.inside) : 0),
		0,
	);
}

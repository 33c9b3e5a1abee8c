/** A piece of a template as the server reads it: plain text, or an expression between braces. */
export type Piece = { kind: "text"; text: string } | { kind: "value"; source: string };

/** Where the braces that open at `from` close; -1 if they do not. Quoted texts inside may hold braces. */
function closing(text: string, from: number): number {
	for (let i = from; i < text.length; i++) {
		const c = text[i];
		if (c === '"' || c === "'" || c === "`") {
			const quote = c;
			for (i++; i < text.length && text[i] !== quote; i++) {
				if (text[i] === "\\" && quote !== "`") {
					i++;
				}
			}
		} else if (c === "}" && text[i + 1] === "}") {
			return i;
		}
	}
	return -1;
}

/** Takes a template apart. Braces that never close are text; `\{{` is a plain `{{`. */
export function pieces(template: string): Piece[] {
	const out: Piece[] = [];
	let text = "";
	const flush = () => {
		if (text !== "") {
			out.push({ kind: "text", text });
			text = "";
		}
	};
	for (let i = 0; i < template.length; i++) {
		if (template.startsWith("\\{{", i)) {
			text += "{{";
			i += 2;
			continue;
		}
		const end = template.startsWith("{{", i) ? closing(template, i + 2) : -1;
		if (end < 0) {
			text += template[i];
			continue;
		}
		flush();
		out.push({ kind: "value", source: template.slice(i + 2, end).trim() });
		i = end + 1;
	}
	flush();
	return out;
}

/** Where the values of a template are in it, their braces too. */
export function valueSpans(template: string): { from: number; to: number }[] {
	const out: { from: number; to: number }[] = [];
	for (let i = 0; i < template.length; i++) {
		if (template.startsWith("\\{{", i)) {
			i += 2;
			continue;
		}
		const end = template.startsWith("{{", i) ? closing(template, i + 2) : -1;
		if (end >= 0) {
			out.push({ from: i, to: end + 2 });
			i = end + 1;
		}
	}
	return out;
}

/** Puts a template together. */
export function joined(list: readonly Piece[]): string {
	return list.map((p) => (p.kind === "text" ? escaped(p.text) : braced(p.source))).join("");
}

/** Keeps braces of a text from being read as an expression. */
export function escaped(text: string): string {
	let out = "";
	for (let i = 0; i < text.length; i++) {
		if (text.startsWith("{{", i)) {
			out += "\\{{";
			i++;
		} else {
			out += text[i];
		}
	}
	return out;
}

export function braced(source: string): string {
	return `{{ ${source} }}`;
}

/** The expression of a template that is nothing but one value; undefined for any other. */
export function wholeValue(template: string): string | undefined {
	const list = pieces(template.trim());
	const [only] = list;
	return list.length === 1 && only?.kind === "value" ? only.source : undefined;
}

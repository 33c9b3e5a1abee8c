import { clip } from "../ui/clip";

/** A piece of a text as a card shows it. */
export interface Run {
	text: string;
	/** A value that is filled in: shown as a chip. */
	value?: boolean;
	bold?: boolean;
	italic?: boolean;
	underline?: boolean;
	strike?: boolean;
	code?: boolean;
	quote?: boolean;
}

type Mark = Exclude<keyof Run, "text" | "value">;

const marks: Readonly<Record<string, Mark>> = {
	b: "bold",
	strong: "bold",
	i: "italic",
	em: "italic",
	u: "underline",
	ins: "underline",
	s: "strike",
	strike: "strike",
	del: "strike",
	code: "code",
	pre: "code",
	blockquote: "quote",
};

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

/**
 * Takes a text with Telegram's HTML and braces apart, and stops after so many characters: a card is no page. Values are called as
 * whoever knows the bot calls them.
 */
export function runsOf(source: string, most = 320, called: (expression: string) => string = plainName): Run[] {
	const runs: Run[] = [];
	const open: Mark[] = [];
	let room = most;
	const put = (text: string, value?: boolean) => {
		if (text === "" || room <= 0) {
			return;
		}
		const shown = text.length > room ? `${clip(text, room)}…` : text;
		room -= text.length;
		runs.push({ text: shown, ...(value && { value }), ...Object.fromEntries(open.map((m) => [m, true])) });
	};
	const token = /\{\{([\s\S]*?)\}\}|<(\/?)([a-z-]+)[^>]*>|&(amp|lt|gt|quot);/gi;
	let at = 0;
	for (const found of source.matchAll(token)) {
		put(source.slice(at, found.index));
		at = found.index + found[0].length;
		const [, value, slash, tag, entity] = found;
		if (value !== undefined) {
			put(called(value), true);
		} else if (entity !== undefined) {
			put(entities[entity.toLowerCase()] ?? "");
		} else {
			const mark = marks[tag?.toLowerCase() ?? ""];
			if (mark && slash === "") {
				open.push(mark);
			} else if (mark) {
				open.splice(open.lastIndexOf(mark), 1);
			}
		}
		if (room <= 0) {
			break;
		}
	}
	put(source.slice(at));
	return runs;
}

/** Codes by which texts of a bot are kept by language. Others, such as "id", are names of values too. */
export const languageCodes: ReadonlySet<string> = new Set(
	["en", "ru", "de", "uk", "be", "kk", "uz", "es", "fr", "pt", "pl", "tr"], //
);

/**
 * The value that an expression is about, such as user.first_name: of a formula the first name in it, and a text by language
 * without the language, since row.title.en is a title. What has no name with a dot comes back as it is.
 */
export function pathIn(expression: string): string {
	const path = /[\p{L}_][\p{L}\p{Nd}_]*(?:\.[\p{L}_][\p{L}\p{Nd}_]*)+/u.exec(expression)?.[0] ?? expression;
	const steps = path.trim().split(".");
	const last = steps.findLastIndex((step, i) => i === 0 || !languageCodes.has(step));
	return steps.slice(0, last + 1).join(".");
}

/** An expression in words where nobody knows better ones: user.first_name is "first name". */
export function plainName(expression: string): string {
	const last = pathIn(expression).split(".").at(-1) ?? "";
	return clip(last.replaceAll("_", " ").trim(), 40);
}

/** Such as "1 day 12 hours" for 1d12h, in the language of the page. */
export function durationWords(value: unknown, language: string): string {
	const text = typeof value === "number" ? `${value}s` : typeof value === "string" ? value : "";
	const units: Record<string, string> = { w: "week", d: "day", h: "hour", m: "minute", s: "second" };
	const parts = [...text.matchAll(/(\d+)([wdhms])/g)].map(([, n, u]) =>
		new Intl.NumberFormat(language, { style: "unit", unit: units[u ?? "s"], unitDisplay: "long" }).format(Number(n)),
	);
	return parts.join(" ");
}

/** A price as it is shown on an invoice; Stars have no smaller unit. */
export function priceWords(amount: number, currency: string, language: string): string {
	if (currency === "XTR") {
		return `${amount} ⭐`;
	}
	try {
		const format = new Intl.NumberFormat(language, { style: "currency", currency });
		return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
	} catch {
		return `${amount} ${currency}`;
	}
}

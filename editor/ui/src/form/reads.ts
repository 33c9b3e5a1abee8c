import type { Json } from "../flow/types";
import { isObject } from "./pointer";
import { pieces } from "./template";

const name = /\b(session|local|user|chat|bot|workspace|event|item)\.[A-Za-z_]\w*/g;
const sources: ReadonlySet<string> = new Set(["left", "expr", "items", "list", "until", "contact", "from", "skip_if"]);

/** The values that settings read, each once, in the order of the settings. */
export function namesIn(config: Json | undefined): string[] {
	const out = new Set<string>();
	const take = (source: string) => {
		for (const found of source.replace(/"[^"]*"/g, '""').matchAll(name)) {
			out.add(found[0]);
		}
	};
	const visit = (value: Json | undefined, key: string) => {
		if (typeof value === "string") {
			for (const p of pieces(value)) {
				if (p.kind === "value") {
					take(p.source);
				}
			}
			if (sources.has(key)) {
				take(value);
			}
		} else if (Array.isArray(value)) {
			for (const v of value) {
				visit(v, key);
			}
		} else if (isObject(value)) {
			for (const [k, v] of Object.entries(value)) {
				visit(v, k);
			}
		}
	};
	visit(config, "");
	return [...out];
}

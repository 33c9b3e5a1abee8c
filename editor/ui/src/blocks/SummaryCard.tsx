import type { JsonSchema } from "../api/types";
import { textOf } from "../flow/exits";
import type { Json } from "../flow/types";
import { asTemplate } from "../values/called";
import { CardText } from "./CardText";
import type { CardProps } from "./card";
import classes from "./cards.module.css";

/** The main setting of any block in a line or two: what its catalogue asks for first. */
export function SummaryCard({ block, type, languages }: CardProps) {
	const text = summaryOf(block.config, type?.schema, languages);
	return text === "" ? null : (
		<div className={classes.summary}>
			<CardText text={text} most={110} />
		</div>
	);
}

export function summaryOf(
	config: Json | undefined,
	schema: JsonSchema | undefined,
	languages: readonly string[],
): string {
	if (typeof config !== "object" || config === null || Array.isArray(config)) {
		return "";
	}
	const known = [...(schema?.required ?? []), ...Object.keys(schema?.properties ?? {}), ...Object.keys(config)];
	for (const key of new Set(known)) {
		const text = plain(config[key], languages);
		if (text !== "") {
			return text;
		}
	}
	return "";
}

/** What an entry of a list is about; the value that it changes rather than how. */
const telling = ["label", "title", "text", "name", "var", "field", "to", "column"];

function plain(value: Json | undefined, languages: readonly string[]): string {
	if (typeof value === "boolean") {
		return "";
	}
	if (Array.isArray(value)) {
		return value
			.map((v) => plain(v, languages))
			.filter((s) => s !== "")
			.slice(0, 3)
			.join(", ");
	}
	if (typeof value === "object" && value !== null) {
		const about = telling.find((key) => value[key] !== undefined);
		if (about !== undefined) {
			return plain(value[about], languages);
		}
	}
	return asTemplate(textOf(value, ...languages));
}

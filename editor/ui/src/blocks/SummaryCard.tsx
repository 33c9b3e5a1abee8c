import { useTranslation } from "react-i18next";
import type { JsonSchema } from "../api/types";
import { textOf } from "../flow/exits";
import type { Json } from "../flow/types";
import { choiceWords } from "../form/choices";
import { choicesOf, resolve } from "../form/schema";
import { asTemplate } from "../values/called";
import { CardText } from "./CardText";
import type { CardProps } from "./card";
import classes from "./cards.module.css";

/** The main setting of any block in a line or two: what its catalogue asks for first. */
export function SummaryCard({ block, type, languages }: CardProps) {
	const { t } = useTranslation("form");
	const text =
		summaryOf(block.config, type?.schema, languages) ||
		chosen(block.config, type?.schema, (key, c) =>
			t(choiceWords(type?.name ?? "", key, c), { defaultValue: String(c) }),
		);
	return text === "" ? null : (
		<div className={classes.summary}>
			<CardText text={text} most={110} />
		</div>
	);
}

/** Of a choice nothing is said here: what stands in the settings is a code. */
export function summaryOf(
	config: Json | undefined,
	schema: JsonSchema | undefined,
	languages: readonly string[],
): string {
	if (typeof config !== "object" || config === null || Array.isArray(config)) {
		return "";
	}
	const root = schema ?? {};
	const known = [...(root.required ?? []), ...Object.keys(root.properties ?? {}), ...Object.keys(config)];
	for (const key of new Set(known)) {
		const text = plain(config[key], languages, root, root.properties?.[key]);
		if (text !== "") {
			return text;
		}
	}
	return "";
}

/** What an entry of a list is about; the value that it changes rather than how. */
const telling = ["label", "title", "text", "name", "var", "field", "to", "column"];

function plain(
	value: Json | undefined,
	languages: readonly string[],
	root: JsonSchema,
	of: JsonSchema | undefined,
): string {
	const schema = of && resolve(root, of).schema;
	if (value === undefined || typeof value === "boolean" || schema?.enum?.includes(value)) {
		return "";
	}
	if (Array.isArray(value)) {
		const items = typeof schema?.items === "object" && !Array.isArray(schema.items) ? schema.items : undefined;
		return value
			.map((v) => plain(v, languages, root, items))
			.filter((s) => s !== "")
			.slice(0, 3)
			.join(", ");
	}
	if (typeof value === "object" && value !== null) {
		const about = telling.find((key) => value[key] !== undefined);
		const text = about === undefined ? "" : plain(value[about], languages, root, schema?.properties?.[about]);
		if (text !== "") {
			return text;
		}
		if (schema?.properties) {
			return summaryOf(value, { ...schema, $defs: root.$defs }, languages);
		}
	}
	return asTemplate(textOf(value, ...languages));
}

/** The first setting that is a choice, or several, in the words of the form. */
function chosen(
	config: Json | undefined,
	schema: JsonSchema | undefined,
	say: (key: string, choice: Json) => string,
): string {
	if (typeof config !== "object" || config === null || Array.isArray(config)) {
		return "";
	}
	for (const [key, property] of Object.entries(schema?.properties ?? {})) {
		const value = config[key];
		const choices = choicesOf(resolve(schema ?? {}, property).schema);
		const made = (Array.isArray(value) ? value : [value]).filter((v) => v !== undefined && choices.includes(v));
		if (made.length > 0) {
			return made.map((v) => say(key, v ?? null)).join(", ");
		}
	}
	return "";
}

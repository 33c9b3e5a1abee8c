import type { Json } from "../flow/types";

/** Where the words of a choice are kept: by the setting and the choice, else by the choice alone. */
export function choiceWords(owner: string, key: string, choice: Json): string[] {
	const c = choiceKeys[String(choice)] ?? String(choice);
	return [`choice_of.${owner.replaceAll(".", "_")}_${key}.${c}`, `choice_of.${key}.${c}`, `choice.${c}`];
}

/** Signs cannot be keys of words. */
const choiceKeys: Readonly<Record<string, string>> = {
	"=": "eq",
	"!=": "ne",
	"<": "lt",
	"<=": "lte",
	">": "gt",
	">=": "gte",
	_: "underscore",
	"-": "dash",
};

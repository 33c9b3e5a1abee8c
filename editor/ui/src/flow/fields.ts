import { type Command, withFlow } from "./command";
import { withElement } from "./elements";
import type { Block, BotDocument, Flow, Json, Settings, Variable } from "./types";

/** Fields of the document that are set as a whole. */
type DocumentField = Exclude<keyof BotDocument, "flows" | "layout" | "schema_version" | "settings" | "variables">;

function setBlock(name: string, flow: string, id: string, change: (block: Block) => Block): Command {
	return {
		name,
		run: (document) =>
			withFlow(document, flow, (f) =>
				f.blocks.some((b) => b.id === id) ? { ...f, blocks: f.blocks.map((b) => (b.id === id ? change(b) : b)) } : f,
			),
	};
}

export function setConfig(flow: string, block: string, config: Json): Command {
	return setBlock("command.set_config", flow, block, (b) => ({ ...b, config }));
}

/** Sets a field of the envelope that all types share; undefined and the empty text take it away. */
export function setField<K extends Exclude<keyof Block, "id" | "type" | "config">>(
	flow: string,
	block: string,
	field: K,
	value: Block[K] | undefined,
): Command {
	return setBlock("command.set_field", flow, block, (b) => withOptional(b, field, value));
}

export function renameBlock(flow: string, block: string, label: string): Command {
	return { ...setField(flow, block, "label", label.trim()), name: "command.rename_block" };
}

export function setFlowField<K extends "note" | "params" | "on_error">(
	flow: string,
	field: K,
	value: Flow[K] | undefined,
): Command {
	return { name: "command.set_flow", run: (d) => withFlow(d, flow, (f) => withOptional(f, field, value)) };
}

export function setDocumentField<K extends DocumentField>(field: K, value: BotDocument[K]): Command {
	return { name: "command.set_settings", run: (d) => ({ ...d, [field]: value }) };
}

export function setSetting<K extends keyof Settings>(key: K, value: Settings[K] | undefined): Command {
	return {
		name: "command.set_settings",
		run: (d) => withElement(d, ["settings", String(key)], (value ?? null) as Json),
	};
}

/** Declares a variable, or changes one; before is its name as scope.name if it is renamed. */
export function setVariable(variable: Variable, before = `${variable.scope}.${variable.name}`): Command {
	return {
		name: "command.set_variable",
		run: (d) =>
			withElement(
				before === `${variable.scope}.${variable.name}` ? d : withElement(d, ["variables", before], null),
				["variables", `${variable.scope}.${variable.name}`],
				variable as unknown as Json,
			),
	};
}

export function removeVariable(key: string): Command {
	return { name: "command.remove_variable", run: (d) => withElement(d, ["variables", key], null) };
}

function withOptional<T extends object, K extends keyof T>(object: T, field: K, value: T[K] | undefined): T {
	if (value !== undefined && (value as unknown) !== "") {
		return { ...object, [field]: value };
	}
	const { [field]: _gone, ...rest } = object;
	return rest as T;
}

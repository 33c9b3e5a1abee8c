import type { JsonSchema } from "../api/types";
import { equal } from "../flow/equal";
import type { Json } from "../flow/types";
import { helpOf, resolve, titleOf, type Widget, widgetOf } from "../form/schema";

/** A setting of a block type, as the reference shows it. */
export interface Setting {
	/** Names on the way to it, joined by dots. */
	path: string;
	depth: number;
	title: string;
	help: string;
	widget: Widget;
	required: boolean;
	default?: Json;
	/** What may be chosen. */
	choices?: Json[];
}

/** How deep settings within settings are told. */
const deepest = 2;

/** The settings of a schema in its order, each before those within it. */
export function settingsOf(root: JsonSchema, language: string, owner = ""): Setting[] {
	const out: Setting[] = [];
	const inside = (schema: JsonSchema, name: string, before: string, depth: number) => {
		for (const [key, property] of Object.entries(schema.properties ?? {})) {
			const there = resolve(root, property);
			const widget = widgetOf(root, property, name, key);
			const path = before === "" ? key : `${before}.${key}`;
			out.push({
				path,
				depth,
				title: titleOf(there.schema, key, language),
				help: helpOf(there.schema, language),
				widget,
				required: schema.required?.includes(key) ?? false,
				default: there.schema.default,
				choices: there.schema.enum,
			});
			const item = widget === "list" && there.schema.items ? resolve(root, there.schema.items) : there;
			if ((widget === "group" || widget === "list") && depth < deepest) {
				inside(item.schema, item.name, path, depth + 1);
			}
		}
	};
	inside(resolve(root, root).schema, owner, "", 0);
	return out;
}

/** A setting that is not in both versions, or not the same in both. */
export interface SettingChange {
	setting: Setting;
	change: "added" | "removed" | "required" | "changed";
}

/** What a newer version asks for that the older did not, and the other way round. */
export function settingChanges(old: JsonSchema, next: JsonSchema, language: string): SettingChange[] {
	const was = new Map(settingsOf(old, language).map((s) => [s.path, s]));
	const is = settingsOf(next, language);
	const now = new Set(is.map((s) => s.path));
	const changed = is.flatMap((setting): SettingChange[] => {
		const before = was.get(setting.path);
		if (!before) {
			return [{ setting, change: "added" }];
		}
		if (setting.required && !before.required) {
			return [{ setting, change: "required" }];
		}
		const same = setting.widget === before.widget && equal(setting.choices, before.choices);
		return same && equal(setting.default, before.default) ? [] : [{ setting, change: "changed" }];
	});
	const removed = [...was.values()].filter((s) => !now.has(s.path));
	return [...changed, ...removed.map((setting): SettingChange => ({ setting, change: "removed" }))];
}

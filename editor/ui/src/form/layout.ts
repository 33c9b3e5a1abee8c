import type { JsonSchema } from "../api/types";
import { isObject, type JsonObject } from "./pointer";

/** Settings that few bots need, of whatever type: they wait under "More" until they have a value. */
const rare: ReadonlySet<string> = new Set([
	...["variations", "slot", "silent", "protect", "preview", "reply", "delete_after", "effect", "anyone", "split", "list"],
	...["keyboard", "edit", "old_buttons", "after_press", "after_answer", "interrupt", "delete_answer", "messages", "attempts"],
	...["reminders", "skip", "back", "cancel", "timeout", "above", "spoiler", "name", "max_megabytes", "only_buttons", "or_send"],
	...["when_busy", "priority", "chat_types", "languages", "who", "once_per", "cooldown", "hours", "disabled"],
	...["retries", "retry_pause", "idempotent", "answer", "max_bytes", "expect", "cache", "rate", "status_exits", "headers"],
	...["id", "icon", "login", "inline", "inline_here", "inline_chosen", "copy", "game", "event", "data", "show_if", "selective"],
	...["force_reply", "jitter", "window", "zone", "cancel_on_message", "cancel_on_event", "cancel_on_webhook", "spread", "late"],
	...["cron", "start", "end", "month_days", "index", "pause", "words", "other", "page_size", "columns", "exit_per_option"],
	...["goods", "photo", "provider_data", "max_tip", "tips", "need_name", "need_phone", "need_email", "need_address"],
	...["send_phone", "send_email", "shipping", "no_shipping_text", "cancel_label", "max_payments", "pay_label", "prices", "lines"],
	...["first_touch", "last_touch", "referrer", "max_uses", "used_up_text", "expired_text", "paid_text", "cancelled_text", "partner"],
	...["content_type", "omit_empty", "part", "when", "required", "dedupe", "status", "fuzzy", "captions", "besides", "optional"],
	...["key", "reason", "for", "group", "lifetime", "percent_full", "position", "ttl", "give_up_after", "user_agent", "progress"],
]);

/** Settings that the editor fills in itself where nobody wrote them. */
export function isOwn(key: string, schema: JsonSchema): boolean {
	return key === "id" && schema.type === "string";
}

export interface Layout {
	main: string[];
	more: string[];
}

/**
 * Which settings of an object stand in view and which wait under "More". Whatever has a value, is required or is in the
 * type's example stands in view; of a type's other settings those that are not rare.
 */
export function layoutOf(schema: JsonSchema, value: JsonObject, example: unknown, shown: ReadonlySet<string>): Layout {
	const main: string[] = [];
	const more: string[] = [];
	const sample = isObject(example) ? example : {};
	for (const [key, property] of Object.entries(schema.properties ?? {})) {
		const inView =
			!isOwn(key, property) &&
			(shown.has(key) ||
				value[key] !== undefined ||
				schema.required?.includes(key) ||
				Object.hasOwn(sample, key) ||
				!rare.has(key));
		(inView ? main : more).push(key);
	}
	// A long form of which nothing is marked as rare shows what it needs, and a few more.
	const least = 8;
	if (main.length > least + 4) {
		const kept = main.filter(
			(key, i) => i < least || shown.has(key) || value[key] !== undefined || schema.required?.includes(key) || key in sample,
		);
		return { main: kept, more: Object.keys(schema.properties ?? {}).filter((key) => !kept.includes(key)) };
	}
	return { main, more };
}

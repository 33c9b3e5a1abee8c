import type { Issue } from "../api/types";
import type { Json } from "../flow/types";

/** Adds a step to a JSON pointer. */
export function below(pointer: string, step: string | number): string {
	return `${pointer}/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** The steps of a JSON pointer; none for the whole document. */
export function steps(pointer: string): string[] {
	return pointer === ""
		? []
		: pointer
				.slice(1)
				.split("/")
				.map((s) => s.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The issues that are about exactly this place. */
export function issuesAt(issues: readonly Issue[], pointer: string): Issue[] {
	return issues.filter((i) => i.path === pointer);
}

/** The issues about this place or anything inside of it. */
export function issuesWithin(issues: readonly Issue[], pointer: string): Issue[] {
	return issues.filter((i) => i.path === pointer || i.path.startsWith(`${pointer}/`));
}

export type JsonObject = { [key: string]: Json | undefined };

export function isObject(value: unknown): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object with one member set, or without it; members keep their order. */
export function withMember(object: JsonObject, key: string, value: Json | undefined): JsonObject {
	if (value === undefined) {
		const { [key]: _, ...rest } = object;
		return rest;
	}
	return { ...object, [key]: value };
}

export interface Operation {
	op: "add" | "remove" | "replace";
	path: string;
	value?: Json;
}

/** Applies a patch (RFC 6902: add, remove, replace). An operation whose place is not there is an Error; the given value stays. */
export function patched<T>(value: T, operations: readonly Operation[]): T {
	let out = value as unknown as Json;
	for (const o of operations) {
		out = applied(out, steps(o.path), o);
	}
	return out as unknown as T;
}

function applied(value: Json | undefined, path: string[], o: Operation): Json {
	const [step, ...rest] = path;
	if (step === undefined) {
		return o.value ?? null;
	}
	if (Array.isArray(value)) {
		const at = step === "-" ? value.length : Number(step);
		if (!/^(-|0|[1-9][0-9]*)$/.test(step) || at > value.length || (at === value.length && (rest.length > 0 || o.op !== "add"))) {
			throw new Error(`there is no place ${o.path}`);
		}
		if (rest.length > 0) {
			return value.with(at, applied(value[at], rest, o));
		}
		switch (o.op) {
			case "add":
				return value.toSpliced(at, 0, o.value ?? null);
			case "remove":
				return value.toSpliced(at, 1);
			case "replace":
				return value.with(at, o.value ?? null);
		}
	}
	if (!isObject(value) || ((rest.length > 0 || o.op !== "add") && !Object.hasOwn(value, step))) {
		throw new Error(`there is no place ${o.path}`);
	}
	if (rest.length > 0) {
		return { ...value, [step]: applied(value[step], rest, o) };
	}
	return withMember(value, step, o.op === "remove" ? undefined : (o.value ?? null)) as Json;
}

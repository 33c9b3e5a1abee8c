import type { Permissions } from "../api/blocks";

/** One thing that a package may do, as a key of the words of blocks and what stands in it. */
export interface Allowance {
	kind: "hosts" | "secrets" | "read" | "write" | "contacts" | "files" | "ledger";
	/** Names that the sentence is about; none where it is about all of something. */
	names: string[];
}

/** What a package may do, what leads farthest first. */
export function allowances(p: Permissions): Allowance[] {
	const lists: Allowance[] = (["hosts", "secrets", "read", "write"] as const).flatMap((kind) =>
		(p[kind] ?? []).length > 0 ? [{ kind, names: p[kind] ?? [] }] : [],
	);
	const whole: Allowance[] = (["contacts", "files", "ledger"] as const).flatMap((kind) =>
		p[kind] ? [{ kind, names: [] }] : [],
	);
	return [...lists, ...whole];
}

/** What a newer version may do that the older may not. */
export function gained(old: Permissions, next: Permissions): Allowance[] {
	const had = new Map(allowances(old).map((a) => [a.kind, a]));
	return allowances(next).flatMap((a) => {
		const before = had.get(a.kind);
		const names = a.names.filter((n) => !before?.names.includes(n));
		return before && names.length === 0 ? [] : [{ ...a, names }];
	});
}

import { describe, expect, it } from "vitest";

const files = import.meta.glob<Record<string, unknown>>("./*/*.json", { eager: true, import: "default" });

function keys(words: Record<string, unknown>, before = ""): string[] {
	return Object.entries(words).flatMap(([k, v]) =>
		typeof v === "object" && v !== null ? keys(v as Record<string, unknown>, `${before}${k}.`) : [before + k],
	);
}

/** Plural forms differ by language: those of a key count as one. */
function plain(list: string[]): string[] {
	return [...new Set(list.map((k) => k.replace(/_(zero|one|two|few|many|other)$/, "")))].sort();
}

describe("words", () => {
	const english = Object.keys(files).filter((f) => f.startsWith("./en/"));

	it("has English", () => expect(english).not.toEqual([]));

	it.each(english)("%s has all its keys in Russian", (file) => {
		const other = files[file.replace("/en/", "/ru/")];
		expect(plain(keys(other ?? {}))).toEqual(plain(keys(files[file] ?? {})));
	});
});

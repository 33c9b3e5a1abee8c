import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import words from "../../i18n/en/workspace.json";

/** What the server writes into the audit log of a workspace, read from its Go files. */
function deedsOfServer(): string[] {
	const found = new Set<string>(["setup"]);
	const files = ["../account", "../studio"].flatMap((folder) =>
		readdirSync(folder, { encoding: "utf8" }).map((file) => join(folder, file)),
	);
	for (const file of [...files, "../telegram.go"]) {
		if (!file.endsWith(".go") || file.endsWith("_test.go")) {
			continue;
		}
		const code = readFileSync(file, "utf8").replaceAll(/\/\/.*/g, "");
		for (const [, name] of code.matchAll(
			/"((?:bot|contact|draft|media|secret|letter|member|invitation|workspace)\.[a-z]+)"/g,
		)) {
			if (name && name !== "bot.json" && name !== "contact.read" && name !== "media.write") {
				found.add(name.replace(".", "_"));
			}
		}
	}
	return [...found].sort();
}

it("has words for everything that the journal may hold, and for nothing else", () => {
	expect(Object.keys(words.deed).sort()).toEqual(deedsOfServer());
});

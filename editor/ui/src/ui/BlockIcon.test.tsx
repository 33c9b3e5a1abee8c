import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { render, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { BlockIcon } from "./BlockIcon";
import { icons } from "./block-icons";

/** The icons that the server's block types name, read from their Go files. */
function iconsOfTypes(): string[] {
	const root = "../../blocks";
	const found = new Set<string>();
	for (const file of readdirSync(root, { recursive: true, encoding: "utf8" })) {
		if (file.endsWith(".go") && !file.endsWith("_test.go")) {
			for (const [, name] of readFileSync(join(root, file), "utf8").matchAll(/\bIcon:\s*"([a-z0-9-]+)"/g)) {
				if (name) {
					found.add(name);
				}
			}
		}
	}
	return [...found].sort();
}

describe("BlockIcon", () => {
	it("knows the icon that every block type names", () => {
		const named = iconsOfTypes();
		expect(named.length).toBeGreaterThan(50);
		expect(named.filter((name) => !Object.hasOwn(icons, name))).toEqual([]);
	});

	it("shows a known icon", async () => {
		const { container } = render(<BlockIcon name="message" />);
		await waitFor(() => expect(container.querySelector(".tabler-icon-message")).not.toBeNull());
	});

	it.each(["vendor-thing", "constructor"])("shows a puzzle piece for %s", async (name) => {
		const { container } = render(<BlockIcon name={name} />);
		await waitFor(() => expect(container.querySelector(".tabler-icon-puzzle")).not.toBeNull());
	});
});

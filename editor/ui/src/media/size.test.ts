import { expect, it } from "vitest";
import { sizeWords } from "./size";

it.each([
	[1, "1 byte"],
	[0, "0 bytes"],
	[999, "999 bytes"],
	[1500, "1.5 kB"],
	[482_133, "482 kB"],
	[8_422_133, "8.4 MB"],
	[2_000_000_000, "2 GB"],
])("says %d bytes", (bytes, want) => expect(sizeWords(bytes, "en")).toBe(want));

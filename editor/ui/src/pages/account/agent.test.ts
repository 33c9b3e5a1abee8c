import { describe, expect, it } from "vitest";
import { browserOf } from "./agent";

describe("browserOf", () => {
	it.each([
		[
			"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
			{ browser: "Edge", system: "Windows", phone: false },
		],
		[
			"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
			{ browser: "Safari", system: "iPhone", phone: true },
		],
		[
			"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
			{ browser: "Chrome", system: "Android", phone: true },
		],
		[
			"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
			{ browser: "Firefox", system: "Linux", phone: false },
		],
		["something else", { browser: "", system: "", phone: false }],
	])("%s", (agent, want) => expect(browserOf(agent)).toEqual(want));
});

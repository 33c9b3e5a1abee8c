/** Names of browsers by the mark they leave, the ones that pretend to be others first. */
const browsers: [RegExp, string][] = [
	[/\bEdgA?\//, "Edge"],
	[/\bOPR\//, "Opera"],
	[/\bYaBrowser\//, "Yandex Browser"],
	[/\bFirefox\//, "Firefox"],
	[/\bChrome\//, "Chrome"],
	[/\bSafari\//, "Safari"],
	[/^curl\//, "curl"],
];

const systems: [RegExp, string][] = [
	[/\bAndroid\b/, "Android"],
	[/\biPhone\b/, "iPhone"],
	[/\biPad\b/, "iPad"],
	[/\bWindows\b/, "Windows"],
	[/\bMac OS X\b/, "macOS"],
	[/\bLinux\b/, "Linux"],
];

export interface Browser {
	/** Empty for one that is not known. */
	browser: string;
	system: string;
	phone: boolean;
}

/** What a person calls the browser that sent this User-Agent. */
export function browserOf(agent: string): Browser {
	const find = (list: [RegExp, string][]) => list.find(([mark]) => mark.test(agent))?.[1] ?? "";
	return { browser: find(browsers), system: find(systems), phone: /\b(Android|iPhone)\b/.test(agent) };
}

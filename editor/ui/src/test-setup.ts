import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(cleanup);

// A test waits for a state, and a slow machine may take its time to come to it.
configure({ asyncUtilTimeout: 60_000 });

// What a simulated browser may not have and Mantine asks for.
window.matchMedia ??= (query: string) =>
	({
		matches: false,
		media: query,
		onchange: null,
		addEventListener() {},
		removeEventListener() {},
		dispatchEvent: () => false,
	}) as unknown as MediaQueryList;
if (!("fonts" in document)) {
	Object.defineProperty(document, "fonts", { value: new EventTarget() });
}
window.ResizeObserver ??= class {
	observe() {}
	unobserve() {}
	disconnect() {}
};

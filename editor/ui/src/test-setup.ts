import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(cleanup);

// What jsdom has not and Mantine asks for.
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

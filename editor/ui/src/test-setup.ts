import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(cleanup);

// A test waits for a state, and a slow machine may take its time to come to it.
configure({ asyncUtilTimeout: 60_000 });

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
window.ResizeObserver ??= class {
	observe() {}
	unobserve() {}
	disconnect() {}
};

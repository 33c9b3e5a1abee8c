import { createHashHistory, createRootRoute, createRouter } from "@tanstack/react-router";

const root = createRootRoute();

/** Addresses are behind the #, so that the page works wherever it is mounted. */
export const router = createRouter({ routeTree: root, history: createHashHistory() });

declare module "@tanstack/react-router" {
	interface Register {
		router: typeof router;
	}
}

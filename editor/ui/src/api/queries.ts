import { QueryClient } from "@tanstack/react-query";
import { Problem } from "./problem";

/** What was read from the server, for all pages. A refusal is not asked again; a server that cannot be reached is. */
export const queries = new QueryClient({
	defaultOptions: {
		queries: {
			staleTime: 10_000,
			retry: (count, error) => count < 3 && (!(error instanceof Problem) || error.status === 0 || error.status >= 500),
		},
	},
});

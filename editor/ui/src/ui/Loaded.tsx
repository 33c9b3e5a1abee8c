import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "./ErrorState";

interface Props<T> {
	query: UseQueryResult<T>;
	/** What keeps the place while the answer is on its way; as tall as what comes. */
	skeleton: ReactNode;
	children: (data: T) => ReactNode;
}

/** Shows what was asked of the server: its place, then it, or why not. What was shown stays while it is read again. */
export function Loaded<T>({ query, skeleton, children }: Props<T>) {
	if (query.data !== undefined) {
		return children(query.data);
	}
	if (query.isError) {
		return <ErrorState error={query.error} again={() => void query.refetch()} />;
	}
	return skeleton;
}

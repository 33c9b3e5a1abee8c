import { useRouter } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useConnection } from "../api/connection";
import { queries } from "../api/queries";
import { leave, sessionQuery } from "./session";

/**
 * Leads to the login when an answer shows that the session has ended while its pages are open, and remembers the place to come
 * back to. Someone who opens the page without a login is led there by the router.
 */
export function useSessionEnd(): void {
	const ends = useConnection((c) => c.ends);
	const router = useRouter();
	const leading = useRef(false);
	useEffect(() => {
		if (ends === 0 || leading.current || queries.getQueryData(sessionQuery.queryKey) === undefined) {
			return;
		}
		leading.current = true;
		void router
			.navigate({ to: "/login", search: { back: router.state.location.href } })
			.then(leave)
			.finally(() => {
				leading.current = false;
			});
	}, [ends, router]);
}

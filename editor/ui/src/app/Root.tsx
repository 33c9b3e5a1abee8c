import { Outlet } from "@tanstack/react-router";
import { ConnectionBar } from "./ConnectionBar";
import { useSessionEnd } from "./useSessionEnd";

/** What is around every page, with a login and without. */
export function Root() {
	useSessionEnd();
	return (
		<>
			<ConnectionBar />
			<Outlet />
		</>
	);
}

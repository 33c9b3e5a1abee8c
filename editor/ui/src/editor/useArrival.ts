import { useEffect } from "react";
import { useDraftStore } from "../draft/DraftProvider";

/** Shows the flow or block that a link from elsewhere leads to, once for each link that is followed, if it is still there. */
export function useArrival(at: { flow: string; block?: string } | undefined): void {
	const store = useDraftStore();
	const flow = at?.flow;
	const block = at?.block;
	useEffect(() => {
		const there = store.getState().document.flows.find((f) => f.id === flow);
		if (there && block !== undefined) {
			store.getState().reveal(there.id, block);
		} else if (there) {
			store.getState().openFlow(there.id);
		}
	}, [store, flow, block]);
}

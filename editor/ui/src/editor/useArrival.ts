import { useEffect } from "react";
import { useDraft } from "../draft/DraftProvider";

/** Shows the flow or the block that a link from elsewhere leads to, once for each link that is followed. */
export function useArrival(at: { flow: string; block?: string } | undefined): void {
	const reveal = useDraft((s) => s.reveal);
	const openFlow = useDraft((s) => s.openFlow);
	const flow = at?.flow;
	const block = at?.block;
	useEffect(() => {
		if (flow !== undefined && block !== undefined) {
			reveal(flow, block);
		} else if (flow !== undefined) {
			openFlow(flow);
		}
	}, [reveal, openFlow, flow, block]);
}

import { useReactFlow } from "@xyflow/react";
import { useEffect } from "react";
import { useDraft } from "../draft/DraftProvider";
import { cardWidth } from "../flow/guess";

/** Brings a block into view when somebody asks for it: from the issues, the search, the list. */
export function useRevealed() {
	const revealed = useDraft((s) => s.revealed);
	const flow = useDraft((s) => s.flow);
	const { getNode, setCenter, getZoom } = useReactFlow();
	useEffect(() => {
		if (!revealed || revealed.flow !== flow) {
			return;
		}
		// The nodes of a flow that has only just been opened are there with the next frame.
		const frame = requestAnimationFrame(() => {
			const node = getNode(revealed.block);
			if (node) {
				const height = node.measured?.height ?? 120;
				const zoom = Math.min(1, Math.max(0.7, getZoom()));
				void setCenter(node.position.x + cardWidth / 2, node.position.y + height / 2, { zoom, duration: 250 });
			}
		});
		return () => cancelAnimationFrame(frame);
	}, [revealed, flow, getNode, setCenter, getZoom]);
}

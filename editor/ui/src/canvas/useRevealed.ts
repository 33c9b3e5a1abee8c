import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import { useDraft } from "../draft/DraftProvider";
import { cardWidth } from "../flow/guess";
import { glide } from "./motion";
import { intoView } from "./room";

/** So many frames a block that lies out of sight, and is not drawn, is waited for at most. */
const patience = 10;

/** So many frames later the panel of the block has taken its room beside the canvas, and the canvas knows it. */
const settling = 3;

/** Brings a block into view when somebody asks for it: from the issues, the search, the list. */
export function useRevealed() {
	const revealed = useDraft((s) => s.revealed);
	const flow = useDraft((s) => s.flow);
	const { getNode, setCenter, getViewport, setViewport } = useReactFlow();
	const size = useStoreApi();
	useEffect(() => {
		if (!revealed || revealed.flow !== flow) {
			return;
		}
		/** Tells those who cannot see it, and tests, that what is shown is still to be moved. */
		const busy = (is: boolean) => size.getState().domNode?.setAttribute("aria-busy", String(is));
		busy(true);
		let frame = requestAnimationFrame(() => wait(patience));
		/** The nodes of a flow that has only just been opened are measured, and fitted into it, some frames later. */
		function wait(frames: number) {
			const drawn = getNode(revealed?.block ?? "")?.measured?.height !== undefined;
			frame = requestAnimationFrame(() => (drawn || frames === 0 ? settle(settling) : wait(frames - 1)));
		}
		function settle(frames: number) {
			frame = requestAnimationFrame(() => (frames === 0 ? show() : settle(frames - 1)));
		}
		function show() {
			busy(false);
			const node = getNode(revealed?.block ?? "");
			if (!node) {
				return;
			}
			const height = node.measured?.height ?? 120;
			const view = getViewport();
			if (revealed?.gently) {
				const next = intoView(view, size.getState(), { ...node.position, width: cardWidth, height });
				void (next && setViewport(next, { duration: glide(250) }));
				return;
			}
			const zoom = Math.min(1, Math.max(0.7, view.zoom));
			void setCenter(node.position.x + cardWidth / 2, node.position.y + height / 2, { zoom, duration: glide(250) });
		}
		return () => {
			cancelAnimationFrame(frame);
			busy(false);
		};
	}, [revealed, flow, size, getNode, setCenter, getViewport, setViewport]);
}

import { useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { inRoom, type View } from "./room";

/** Keeps in view what was there when a panel opens beside the canvas, and puts it back when the panel closes. */
export function useRoom() {
	const width = useStore((s) => s.width);
	const store = useStoreApi();
	const { getNodes, getNodesBounds, getViewport, setViewport } = useReactFlow();
	const was = useRef(width);
	/** How it stood before it gave way, and how it stands since. */
	const aside = useRef<{ width: number; before: View; since: View }>(undefined);
	useEffect(() => {
		const before = was.current;
		was.current = width;
		const view = getViewport();
		const gone = aside.current;
		if (gone && !same(gone.since, view)) {
			aside.current = undefined; // somebody has moved it
		} else if (gone && width >= gone.width) {
			aside.current = undefined;
			void setViewport(gone.before);
			return;
		}
		const nodes = getNodes();
		const chosen = nodes.filter((n) => n.selected);
		const part = chosen.length > 0 ? getNodesBounds(chosen) : undefined;
		const next = inRoom(view, before, width, getNodesBounds(nodes), part);
		if (next && store.getState().panZoom) {
			aside.current = { width: aside.current?.width ?? before, before: aside.current?.before ?? view, since: next };
			void setViewport(next);
		}
	}, [width, store, getNodes, getNodesBounds, getViewport, setViewport]);
}

function same(a: View, b: View): boolean {
	return Math.abs(a.x - b.x) < 1 && Math.abs(a.y - b.y) < 1 && Math.abs(a.zoom - b.zoom) < 0.001;
}

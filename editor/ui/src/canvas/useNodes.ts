import { applyNodeChanges, type NodeChange } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useDraft, useDraftStore } from "../draft/DraftProvider";
import { type CanvasNode, toGraph } from "../flow/graph";
import type { BotDocument, Flow } from "../flow/types";
import { many, sameGuess, seen, unseen } from "./unseen";

const nothing: Flow = { id: "", name: "", blocks: [], edges: [] };

/**
 * The nodes and edges of the open flow: made from the document, with what only React Flow knows (sizes, what is being
 * dragged) kept beside. What did not change keeps its identity, so that only what did is drawn again.
 */
export function useNodes() {
	const store = useDraftStore();
	const flow = useDraft((s) => s.document.flows.find((f) => f.id === s.flow)) ?? nothing;
	const layout = useDraft((s) => s.document.layout?.[s.flow]);
	const selected = useDraft((s) => s.selected);
	const graph = useMemo(() => {
		const drawn = toGraph({ flows: [flow], layout: layout && { [flow.id]: layout } } as BotDocument, flow);
		const { catalogue, exits } = store.getState();
		return drawn.nodes.length > many ? { ...drawn, nodes: unseen(drawn.nodes, flow, catalogue, exits) } : drawn;
	}, [store, flow, layout]);
	const [made, setMade] = useState(graph);
	const [nodes, setNodes] = useState<CanvasNode[]>(graph.nodes);
	if (made !== graph) {
		setMade(graph);
		setNodes(merged(nodes, graph.nodes, selected));
	}

	useEffect(() => {
		const chosen = new Set(selected);
		setNodes((old) => {
			const stale = old.some((n) => n.type === "block" && (n.selected === true) !== chosen.has(n.id));
			return stale ? old.map((n) => withSelected(n, n.type === "block" ? chosen.has(n.id) : n.selected === true)) : old;
		});
	}, [selected]);

	const latest = useRef(nodes);
	latest.current = nodes;
	const onNodesChange = useCallback(
		(changes: NodeChange<CanvasNode>[]) => {
			const next = seen(changes, applyNodeChanges(changes, latest.current));
			latest.current = next;
			setNodes(next);
			if (changes.some((c) => c.type === "select")) {
				store.getState().select(next.filter((n) => n.type === "block" && n.selected).map((n) => n.id));
			}
		},
		[store],
	);
	return { flow, nodes, edges: graph.edges, onNodesChange, latest };
}

function withSelected(node: CanvasNode, selected: boolean): CanvasNode {
	return (node.selected === true) === selected ? node : { ...node, selected };
}

function merged(old: readonly CanvasNode[], next: readonly CanvasNode[], selected: readonly string[]): CanvasNode[] {
	const known = new Map(old.map((n) => [n.id, n]));
	const chosen = new Set(selected);
	return next.map((n) => {
		const was = known.get(n.id);
		if (!was || was.type !== n.type) {
			return { ...n, selected: chosen.has(n.id) };
		}
		const same = "block" in was.data && "block" in n.data ? was.data.block === n.data.block : sameNote(was, n);
		const moved = !was.dragging && (was.position.x !== n.position.x || was.position.y !== n.position.y);
		if (same && !moved && sameGuess(was, n)) {
			return was;
		}
		const position = was.dragging ? was.position : n.position;
		return {
			...was,
			...n,
			position,
			data: same ? was.data : n.data,
			selected: was.selected,
			measured: was.handles ? n.measured : was.measured,
			handles: was.handles && n.handles,
		} as CanvasNode;
	});
}

function sameNote(a: CanvasNode, b: CanvasNode): boolean {
	return "note" in a.data && "note" in b.data && a.data.note === b.data.note;
}

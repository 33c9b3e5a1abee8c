import type { Edge as GraphEdge, Node as GraphNode } from "@xyflow/react";
import { type FlowHead, headOf } from "./elements";
import { type Places, placesOf } from "./places";
import type { Block, BotDocument, CanvasNote, Edge, Flow } from "./types";

export type BlockNode = GraphNode<{ block: Block }, "block">;
export type NoteNode = GraphNode<{ note: CanvasNote }, "note" | "frame">;
export type CanvasNode = BlockNode | NoteNode;
export type CanvasEdge = GraphEdge<{ edge: Edge }>;

/** What React Flow draws of a flow. The document stays the truth: this is made from it, never kept. */
export interface FlowGraph {
	head: FlowHead;
	nodes: CanvasNode[];
	edges: CanvasEdge[];
}

export function toGraph(document: BotDocument, flow: Flow): FlowGraph {
	const places = placesOf(document, flow);
	return {
		head: headOf(flow),
		nodes: [...(flow.notes ?? []).map(noteNode), ...flow.blocks.map((b) => blockNode(b, places))],
		edges: flow.edges.map(edgeOf),
	};
}

/** The flow that a graph was made from. */
export function fromGraph({ head, nodes, edges }: FlowGraph): Flow {
	const notes = nodes.flatMap((n) => (n.type === "block" ? [] : "note" in n.data ? [n.data.note] : []));
	return {
		...head,
		...(notes.length > 0 && { notes }),
		blocks: nodes.flatMap((n) => ("block" in n.data ? [n.data.block] : [])),
		edges: edges.flatMap((e) => (e.data ? [e.data.edge] : [])),
	};
}

/** Ids of notes on the canvas have a mark that no id of a block can have. */
export function noteNodeID(id: string): string {
	return `note:${id}`;
}

export function noteOfNode(id: string): string | undefined {
	return id.startsWith("note:") ? id.slice("note:".length) : undefined;
}

function noteNode(note: CanvasNote): NoteNode {
	return {
		id: noteNodeID(note.id),
		type: note.frame ? "frame" : "note",
		position: { x: note.x, y: note.y },
		width: note.w,
		height: note.h,
		zIndex: note.frame ? -1 : 0,
		data: { note },
	};
}

function blockNode(block: Block, places: Places): BlockNode {
	const [x, y] = places[block.id] ?? [0, 0];
	return { id: block.id, type: "block", position: { x, y }, data: { block } };
}

function edgeOf(edge: Edge): CanvasEdge {
	return {
		id: `${edge.from} ${edge.exit}`,
		source: edge.from,
		sourceHandle: edge.exit,
		target: edge.to,
		targetHandle: "in",
		data: { edge },
	};
}

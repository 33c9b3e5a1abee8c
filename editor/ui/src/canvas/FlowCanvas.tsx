import "@xyflow/react/dist/base.css";
import {
	Background,
	type Connection,
	MarkerType,
	MiniMap,
	type NodeChange,
	type OnConnectEnd,
	ReactFlow,
	SelectionMode,
	useConnection,
	useReactFlow,
	useStore,
} from "@xyflow/react";
import { type DragEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { familyOf } from "../blocks/registry";
import { useDraft } from "../draft/DraftProvider";
import { connect, disconnect, moveBlocks, reconnect } from "../flow/blocks";
import { together } from "../flow/command";
import type { CanvasEdge, CanvasNode } from "../flow/graph";
import { noteOfNode } from "../flow/graph";
import { changeNote } from "../flow/notes";
import type { Place } from "../flow/places";
import { AddMenu } from "./AddMenu";
import { dragType } from "./BlockList";
import { BlockNode, FarContext } from "./BlockNode";
import classes from "./canvas.module.css";
import { EmptyCanvas } from "./EmptyCanvas";
import { ExitEdge } from "./ExitEdge";
import { FiguresBar } from "./FiguresBar";
import bars from "./figures.module.css";
import { fit } from "./fit";
import { isTrigger, typeOf } from "./lookups";
import { NoteNode } from "./NoteNode";
import { PathBar } from "./PathBar";
import { SelectionTools, Tools } from "./Tools";
import { useCanvasUI } from "./ui";
import { many } from "./unseen";
import { useAdd } from "./useAdd";
import { useKeys } from "./useKeys";
import { useNodes } from "./useNodes";
import { useRevealed } from "./useRevealed";
import { useRoom } from "./useRoom";

const nodeTypes = { block: BlockNode, note: NoteNode, frame: NoteNode };
const edgeTypes = { default: ExitEdge };
// In pixels of the canvas: an arrow stays as it is where figures make its way thick.
const arrow = { type: MarkerType.ArrowClosed, width: 32, height: 32, markerUnits: "userSpaceOnUse" };
const edgeOptions = { markerEnd: arrow };
const snap: [number, number] = [8, 8];

/** Below this zoom texts are too small to read. */
const farZoom = 0.4;

/** Beside panels, in less width than this, the map would lie on the blocks one works on. */
const roomForMap = 860;

/** The open flow as a drawing. */
export function FlowCanvas() {
	const { t } = useTranslation("canvas");
	const edit = useDraft((s) => s.edit);
	const readOnly = useDraft((s) => s.readOnly);
	const catalogue = useDraft((s) => s.catalogue);
	const addMenu = useCanvasUI((s) => s.add);
	const { flow, nodes, edges: made, onNodesChange, latest } = useNodes();
	const { screenToFlowPosition } = useReactFlow();
	const far = useStore((s) => s.transform[2] < farZoom);
	const roomy = useStore((s) => s.width >= roomForMap);
	const [chosenEdges, setChosenEdges] = useState<ReadonlySet<string>>(new Set());
	const edges = useMemo(
		() => (chosenEdges.size === 0 ? made : made.map((e) => (chosenEdges.has(e.id) ? { ...e, selected: true } : e))),
		[made, chosenEdges],
	);
	const canvas = useRef<HTMLDivElement>(null);
	const add = useAdd();
	const carried = useRef<{ frame: string; x: number; y: number; inside: Map<string, { x: number; y: number }> } | null>(
		null,
	);
	useRevealed();
	useRoom();
	const onKeyDown = useKeys({ canvas, chosenEdges });

	/** What lies in a frame goes with it. */
	const withCarried = useCallback(
		(changes: NodeChange<CanvasNode>[]) => {
			const load = carried.current;
			const frame = load && changes.find((c) => c.type === "position" && c.id === load.frame);
			if (load && frame?.type === "position" && frame.position) {
				const [dx, dy] = [frame.position.x - load.x, frame.position.y - load.y];
				for (const [id, at] of load.inside) {
					changes.push({ id, type: "position", position: { x: at.x + dx, y: at.y + dy }, dragging: frame.dragging });
				}
			}
			onNodesChange(changes);
		},
		[onNodesChange],
	);

	const onDragStart = useCallback(
		(_: unknown, node: CanvasNode) => {
			carried.current = null;
			if (node.type !== "frame" || node.selected) {
				return;
			}
			const { x, y } = node.position;
			const inside = latest.current.filter(
				(n) =>
					n.id !== node.id &&
					n.position.x >= x &&
					n.position.y >= y &&
					n.position.x < x + (node.width ?? 0) &&
					n.position.y < y + (node.height ?? 0),
			);
			carried.current = { frame: node.id, x, y, inside: new Map(inside.map((n) => [n.id, n.position])) };
		},
		[latest],
	);

	const onDragStop = useCallback(
		(_: unknown, __: unknown, dragged: CanvasNode[]) => {
			const ids = new Set([...dragged.map((n) => n.id), ...(carried.current?.inside.keys() ?? [])]);
			carried.current = null;
			const moved = latest.current.filter((n) => ids.has(n.id));
			const blocks = moved.filter((n) => n.type === "block");
			const notes = moved.flatMap((n) => noteOfNode(n.id) ?? []);
			const at = new Map(moved.map((n) => [n.id, n.position]));
			edit(
				together(
					"command.move",
					...(blocks.length > 0
						? [
								moveBlocks(
									flow.id,
									Object.fromEntries(blocks.map((n): [string, Place] => [n.id, [n.position.x, n.position.y]])),
								),
							]
						: []),
					...notes.map((id) => {
						const { x = 0, y = 0 } = at.get(`note:${id}`) ?? {};
						return changeNote(flow.id, id, { x: Math.round(x), y: Math.round(y) });
					}),
				),
			);
		},
		[edit, flow.id, latest],
	);

	const allowed = useCallback(
		(c: Connection | CanvasEdge) => {
			const target = flow.blocks.find((b) => b.id === c.target);
			return target !== undefined && !isTrigger(catalogue, target.type);
		},
		[flow, catalogue],
	);

	const onConnect = useCallback(
		(c: Connection) => edit(connect(flow.id, { from: c.source, exit: c.sourceHandle ?? "next" }, c.target)),
		[edit, flow.id],
	);

	const onConnectEnd = useCallback<OnConnectEnd>(
		(event, state) => {
			if (state.toNode || state.isValid || !state.fromHandle?.id || state.fromHandle.type !== "source") {
				return;
			}
			const point = "changedTouches" in event ? event.changedTouches[0] : event;
			const moved = state.from && state.to && Math.hypot(state.to.x - state.from.x, state.to.y - state.from.y) > 12;
			if (point && moved) {
				const after = { from: state.fromHandle.nodeId, exit: state.fromHandle.id };
				addMenu({ screen: [point.clientX, point.clientY], here: true, after });
			}
		},
		[addMenu],
	);

	const onReconnect = useCallback(
		(old: CanvasEdge, c: Connection) => {
			const edge = { from: c.source, exit: c.sourceHandle ?? "next", to: c.target };
			edit(reconnect(flow.id, { from: old.source, exit: old.sourceHandle ?? "" }, edge));
		},
		[edit, flow.id],
	);

	const onDrop = (e: DragEvent) => {
		const type = typeOf(catalogue, e.dataTransfer.getData(dragType));
		if (type) {
			e.preventDefault();
			const { x, y } = screenToFlowPosition({ x: e.clientX, y: e.clientY });
			add(type, [x - 134, y - 24]);
			canvas.current?.focus({ preventScroll: true });
		}
	};

	const start = useMemo(() => startOf(nodes), [nodes]);
	return (
		<FarContext.Provider value={far}>
			<div className={classes.canvas}>
				<ReactFlow<CanvasNode, CanvasEdge>
					key={flow.id}
					ref={canvas}
					tabIndex={0}
					aria-label={t("canvas.label", { flow: flow.name })}
					aria-roledescription={t("canvas.role")}
					onKeyDown={onKeyDown}
					nodes={nodes}
					edges={edges}
					nodeTypes={nodeTypes}
					edgeTypes={edgeTypes}
					defaultEdgeOptions={edgeOptions}
					onNodesChange={withCarried}
					onEdgesChange={(changes) => setChosenEdges((old) => chosenAfter(old, changes))}
					onNodeDragStart={onDragStart}
					onNodeDragStop={onDragStop}
					onSelectionDragStop={(e, dragged) => onDragStop(e, null, dragged)}
					onConnect={onConnect}
					onConnectEnd={onConnectEnd}
					onReconnect={onReconnect}
					onReconnectEnd={(_, edge, __, state) => {
						if (!state.toNode) {
							edit(disconnect(flow.id, [{ from: edge.source, exit: edge.sourceHandle ?? "" }]));
						}
					}}
					isValidConnection={allowed}
					onDragOver={(e) => {
						if (e.dataTransfer.types.includes(dragType)) {
							e.preventDefault();
						}
					}}
					onDrop={onDrop}
					onPaneClick={() => canvas.current?.focus({ preventScroll: true })}
					onlyRenderVisibleElements={nodes.length > many}
					nodesDraggable={!readOnly}
					nodesConnectable={!readOnly}
					edgesReconnectable={!readOnly}
					nodesFocusable={false}
					edgesFocusable={false}
					disableKeyboardA11y
					connectOnClick={false}
					connectionRadius={28}
					deleteKeyCode={null}
					selectionMode={SelectionMode.Partial}
					multiSelectionKeyCode={["Meta", "Control", "Shift"]}
					elevateEdgesOnSelect
					snapToGrid
					snapGrid={snap}
					minZoom={0.05}
					maxZoom={2}
					defaultViewport={start}
					fitView={nodes.length <= 12}
					fitViewOptions={fit}
					proOptions={{ hideAttribution: true }}
				>
					<Background gap={24} size={1.4} color="var(--line)" />
					{roomy && nodes.length > 0 && (
						<MiniMap
							className={classes.map}
							pannable
							zoomable
							ariaLabel={t("canvas.map")}
							nodeColor={mapColour}
							nodeBorderRadius={24}
							maskColor="color-mix(in srgb, var(--canvas) 65%, transparent)"
							bgColor="var(--card)"
						/>
					)}
					<Connecting canvas={canvas} />
				</ReactFlow>
				{nodes.length === 0 && !readOnly && <EmptyCanvas />}
				<div className={bars.bars}>
					<PathBar />
					<FiguresBar />
					<SelectionTools />
				</div>
				<Tools />
				<AddMenu />
			</div>
		</FarContext.Provider>
	);
}

/** Tells the style sheet that an edge is being drawn, without drawing the canvas again. */
function Connecting({ canvas }: { canvas: React.RefObject<HTMLDivElement | null> }) {
	const inProgress = useConnection((c) => c.inProgress);
	useEffect(() => {
		canvas.current?.toggleAttribute("data-connecting", inProgress);
	}, [canvas, inProgress]);
	return null;
}

function chosenAfter(old: ReadonlySet<string>, changes: readonly { type: string }[]): ReadonlySet<string> {
	const next = new Set(old);
	for (const c of changes) {
		if (c.type === "select" && "selected" in c && "id" in c && typeof c.id === "string") {
			if (c.selected === true) {
				next.add(c.id);
			} else {
				next.delete(c.id);
			}
		}
	}
	return next.size === old.size && [...next].every((id) => old.has(id)) ? old : next;
}

/** A flow opens at its beginning, in a size that can be read. */
function startOf(nodes: readonly CanvasNode[]) {
	const left = Math.min(0, ...nodes.map((n) => n.position.x));
	const first = nodes
		.filter((n) => n.type === "block")
		.toSorted((a, b) => a.position.x - b.position.x || a.position.y - b.position.y)[0];
	return { x: 60 - Math.min(first?.position.x ?? 0, left) * 0.8, y: 80 - (first?.position.y ?? 0) * 0.8, zoom: 0.8 };
}

function mapColour(node: CanvasNode): string {
	if (!("block" in node.data)) {
		return "color-mix(in srgb, var(--ink-soft) 18%, transparent)";
	}
	switch (familyOf(node.data.block.type)) {
		case "trigger":
			return "#4caf72";
		case "message":
			return "#6b9be8";
		case "ask":
			return "#a585e0";
		case "logic":
			return "#e0a45c";
		default:
			return "#9aa3b5";
	}
}

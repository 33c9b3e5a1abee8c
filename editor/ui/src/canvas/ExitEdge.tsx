import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from "@xyflow/react";
import { memo, useContext } from "react";
import { useTranslation } from "react-i18next";
import { useShallow } from "zustand/react/shallow";
import { useDraft } from "../draft/DraftProvider";
import { useLit } from "../film/lit";
import { disconnect } from "../flow/blocks";
import type { CanvasEdge } from "../flow/graph";
import { FarContext } from "./BlockNode";
import classes from "./canvas.module.css";
import { mostOf, useFigures, type Went, wentBy, widthOf } from "./figures";
import figures from "./figures.module.css";

/** A way from an exit to a block. Ways of troubles are dashed; a chosen one can be cut. */
export const ExitEdge = memo(function ExitEdge(props: EdgeProps<CanvasEdge>) {
	const { source, sourceHandleId, selected } = props;
	const trouble = useDraft(
		(s) => s.exits[source]?.some((e) => e.name === sourceHandleId && e.inherit === true) === true,
	);
	const lit = useLit((s) => s.edges.includes(`${source}/${sourceHandleId}`));
	const exit = sourceHandleId ?? "";
	const went = useFigures(useShallow((s) => wentBy(s.figures, source, exit)));
	const most = useFigures((s) => (s.figures ? mostOf(s.figures) : 0));
	const [path, x, y] = getBezierPath(props);
	const look = went ? (went.count > 0 ? figures.went : figures.unused) : trouble ? classes.trouble : classes.way;
	return (
		<>
			<BaseEdge
				path={path}
				className={lit ? classes.lit : look}
				style={went && !lit ? { strokeWidth: widthOf(went.count, most) } : undefined}
				markerEnd={props.markerEnd}
				interactionWidth={18}
			/>
			{went && went.count > 0 && <Count went={went} x={x} y={y} />}
			{selected && <Cut x={x} y={y} from={source} exit={sourceHandleId ?? ""} />}
		</>
	);
});

/** How many went the way, and their part of those who came to its block. */
function Count({ went, x, y }: { went: Went; x: number; y: number }) {
	const { i18n } = useTranslation("canvas");
	const far = useContext(FarContext);
	return far ? null : (
		<text x={x} y={y - 6} className={figures.count}>
			{went.count.toLocaleString(i18n.language)}
			{went.share < 1 && (
				<tspan className={figures.share}> {went.share.toLocaleString(i18n.language, { style: "percent" })}</tspan>
			)}
		</text>
	);
}

function Cut({ x, y, from, exit }: { x: number; y: number; from: string; exit: string }) {
	const { t } = useTranslation("canvas");
	const edit = useDraft((s) => s.edit);
	const flow = useDraft((s) => s.flow);
	return (
		<EdgeLabelRenderer>
			<button
				type="button"
				className={`${classes.cut} nopan`}
				style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
				aria-label={t("command.disconnect")}
				title={t("command.disconnect")}
				onClick={() => edit(disconnect(flow, [{ from, exit }]))}
			>
				×
			</button>
		</EdgeLabelRenderer>
	);
}

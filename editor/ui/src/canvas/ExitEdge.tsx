import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from "@xyflow/react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { useDraft } from "../draft/DraftProvider";
import { useLit } from "../film/lit";
import { disconnect } from "../flow/blocks";
import type { CanvasEdge } from "../flow/graph";
import classes from "./canvas.module.css";

/** A way from an exit to a block. Ways of troubles are dashed; a chosen one can be cut. */
export const ExitEdge = memo(function ExitEdge(props: EdgeProps<CanvasEdge>) {
	const { source, sourceHandleId, selected } = props;
	const trouble = useDraft(
		(s) => s.exits[source]?.some((e) => e.name === sourceHandleId && e.inherit === true) === true,
	);
	const lit = useLit((s) => s.edges.includes(`${source}/${sourceHandleId}`));
	const [path, x, y] = getBezierPath(props);
	return (
		<>
			<BaseEdge
				path={path}
				className={lit ? classes.lit : trouble ? classes.trouble : classes.way}
				markerEnd={props.markerEnd}
				interactionWidth={18}
			/>
			{selected && <Cut x={x} y={y} from={source} exit={sourceHandleId ?? ""} />}
		</>
	);
});

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

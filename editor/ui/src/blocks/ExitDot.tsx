import { Handle, Position } from "@xyflow/react";
import { memo } from "react";
import { useCanvasUI } from "../canvas/ui";
import classes from "./cards.module.css";

/** The way out of a block: drag it to another block, or press it to add the next one. */
export const ExitDot = memo(function ExitDot({ block, exit, title }: { block: string; exit: string; title: string }) {
	const add = useCanvasUI((s) => s.add);
	return (
		<Handle
			type="source"
			position={Position.Right}
			id={exit}
			className={classes.dot}
			title={title}
			onClick={(e) => {
				e.stopPropagation();
				add({ screen: [e.clientX, e.clientY], after: { from: block, exit } });
			}}
		/>
	);
});

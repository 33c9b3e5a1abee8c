import { useReactFlow } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { BlockList } from "./BlockList";
import classes from "./palette.module.css";
import { type Adding, useCanvasUI } from "./ui";
import { useAdd } from "./useAdd";

/** The palette at the place where the next block is wanted. */
export function AddMenu() {
	const adding = useCanvasUI((s) => s.adding);
	return adding && <Menu key={adding.screen.join()} adding={adding} />;
}

function Menu({ adding }: { adding: Adding }) {
	const { t } = useTranslation("canvas");
	const close = useCanvasUI((s) => s.add);
	const add = useAdd();
	const { screenToFlowPosition } = useReactFlow();
	const menu = useRef<HTMLDivElement>(null);
	useEffect(() => {
		const outside = (e: PointerEvent) => {
			if (e.target instanceof Element && !menu.current?.contains(e.target)) {
				close(null);
			}
		};
		document.addEventListener("pointerdown", outside);
		return () => document.removeEventListener("pointerdown", outside);
	}, [close]);
	const [x, y] = adding.screen;
	return (
		<div
			ref={menu}
			role="dialog"
			aria-label={t("palette.title")}
			className={classes.popover}
			style={{
				left: Math.max(8, Math.min(x + 12, window.innerWidth - 312)),
				top: Math.max(8, Math.min(y - 24, window.innerHeight - 432)),
			}}
			onKeyDown={(e) => {
				e.stopPropagation();
				if (e.key === "Escape") {
					close(null);
				}
			}}
		>
			<BlockList
				autoFocus
				triggers={adding.after === undefined}
				onChoose={(type) => {
					const at = screenToFlowPosition({ x, y });
					add(type, adding.here ? [at.x, at.y - 24] : undefined, adding.after);
					close(null);
				}}
			/>
		</div>
	);
}

import { ActionIcon, Tooltip } from "@mantine/core";
import {
	type Icon,
	IconChartBar,
	IconCopyPlus,
	IconFrame,
	IconKeyboard,
	IconLayoutAlignBottom,
	IconLayoutAlignCenter,
	IconLayoutAlignLeft,
	IconLayoutAlignMiddle,
	IconLayoutAlignRight,
	IconLayoutAlignTop,
	IconLayoutDistributeHorizontal,
	IconLayoutDistributeVertical,
	IconMapPin,
	IconMaximize,
	IconMinus,
	IconNote,
	IconPlus,
	IconSearch,
	IconSitemap,
	IconTrash,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useReactFlow, useStore } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import { botQuery } from "../api/bots";
import { useDraft } from "../draft/DraftProvider";
import { align, distribute, type Edge, tidy } from "../flow/arrange";
import { removeBlocks } from "../flow/blocks";
import { duplicate } from "../flow/clipboard";
import { addNote } from "../flow/notes";
import classes from "./canvas.module.css";
import { useFigures } from "./figures";
import { fit } from "./fit";
import { glide } from "./motion";
import { useCanvasUI } from "./ui";
import { useEditAndSelect } from "./useAdd";
import { useSizes } from "./useSizes";

function Tool({
	label,
	keys,
	icon: Shown,
	pressed,
	onClick,
}: {
	label: string;
	keys?: string;
	icon: Icon;
	/** For what is on or off. */
	pressed?: boolean;
	onClick: () => void;
}) {
	return (
		<Tooltip label={keys ? `${label} (${keys})` : label} openDelay={400}>
			<ActionIcon
				variant={pressed ? "light" : "subtle"}
				color={pressed ? "brand" : "gray"}
				size={34}
				aria-label={label}
				aria-pressed={pressed}
				onClick={onClick}
			>
				<Shown size={18} stroke={1.7} />
			</ActionIcon>
		</Tooltip>
	);
}

/** What one does with the canvas: below; what one does with several chosen blocks: above. */
export function Tools() {
	const { t } = useTranslation("canvas");
	const zoom = useStore((s) => Math.round(s.transform[2] * 100));
	const flow = useDraft((s) => s.flow);
	const readOnly = useDraft((s) => s.readOnly);
	const edit = useDraft((s) => s.edit);
	const bot = useDraft((s) => s.bot);
	const mayFigures = useQuery(botQuery(bot)).data?.can.includes("figures.read") === true;
	const days = useFigures((s) => s.days);
	const show = useFigures((s) => s.show);
	const { openSearch, openHelp } = useCanvasUI();
	const { zoomIn, zoomOut, zoomTo, fitView, screenToFlowPosition } = useReactFlow();
	const sizes = useSizes();
	const place = () => {
		const { x, y } = screenToFlowPosition({ x: window.innerWidth / 2 - 120, y: window.innerHeight / 2 - 80 });
		return { x: Math.round(x), y: Math.round(y) };
	};
	return (
		<div className={classes.tools} role="toolbar" aria-label={t("tools.canvas")}>
			<Tool label={t("tools.out")} keys="−" icon={IconMinus} onClick={() => void zoomOut({ duration: glide(150) })} />
			<button
				type="button"
				className={classes.zoom}
				title={t("tools.full")}
				onClick={() => void zoomTo(1, { duration: glide(150) })}
			>
				{zoom}%
			</button>
			<Tool label={t("tools.in")} keys="+" icon={IconPlus} onClick={() => void zoomIn({ duration: glide(150) })} />
			<Tool
				label={t("tools.fit")}
				keys="0"
				icon={IconMaximize}
				onClick={() => void fitView({ duration: glide(200), ...fit })}
			/>
			<span className={classes.gap} />
			{!readOnly && (
				<>
					<Tool label={t("command.tidy")} icon={IconSitemap} onClick={() => edit(tidy(flow, sizes))} />
					<Tool
						label={t("command.add_note")}
						icon={IconNote}
						onClick={() => edit(addNote(flow, { text: "", ...place(), w: 220, h: 120, color: "yellow" }))}
					/>
					<Tool
						label={t("command.add_frame")}
						icon={IconFrame}
						onClick={() => edit(addNote(flow, { text: "", ...place(), w: 640, h: 400, color: "gray", frame: true }))}
					/>
					<span className={classes.gap} />
				</>
			)}
			{mayFigures && (
				<Tool
					label={t(days > 0 ? "figures.hide" : "figures.show")}
					icon={IconChartBar}
					pressed={days > 0}
					onClick={() => show(days > 0 ? 0 : 7)}
				/>
			)}
			<Tool label={t("tools.search")} keys="Ctrl+F" icon={IconSearch} onClick={() => openSearch(true)} />
			<Tool label={t("tools.keys")} keys="?" icon={IconKeyboard} onClick={() => openHelp(true)} />
		</div>
	);
}

const alignments: [Edge, Icon][] = [
	["left", IconLayoutAlignLeft],
	["centre", IconLayoutAlignCenter],
	["right", IconLayoutAlignRight],
	["top", IconLayoutAlignTop],
	["middle", IconLayoutAlignMiddle],
	["bottom", IconLayoutAlignBottom],
];

/** What one does with chosen blocks. */
export function SelectionTools() {
	const { t } = useTranslation("canvas");
	const selected = useDraft((s) => s.selected);
	const flow = useDraft((s) => s.flow);
	const document = useDraft((s) => s.document);
	const edit = useDraft((s) => s.edit);
	const readOnly = useDraft((s) => s.readOnly);
	const sizes = useSizes();
	const editAndSelect = useEditAndSelect();
	const [first] = selected;
	if (first === undefined || readOnly) {
		return null;
	}
	const copy = () => {
		const command = duplicate(document, flow, selected);
		if (command) {
			editAndSelect(command);
		}
	};
	return (
		<div className={classes.tools} data-place="top" role="toolbar" aria-label={t("tools.selection")}>
			{selected.length > 1 &&
				alignments.map(([edge, icon]) => (
					<Tool
						key={edge}
						label={t(`align.${edge}`)}
						icon={icon}
						onClick={() => edit(align(flow, selected, edge, sizes))}
					/>
				))}
			{selected.length > 2 && (
				<>
					<span className={classes.gap} />
					<Tool
						label={t("align.x")}
						icon={IconLayoutDistributeVertical}
						onClick={() => edit(distribute(flow, selected, "x", sizes))}
					/>
					<Tool
						label={t("align.y")}
						icon={IconLayoutDistributeHorizontal}
						onClick={() => edit(distribute(flow, selected, "y", sizes))}
					/>
				</>
			)}
			{selected.length > 1 ? (
				<span className={classes.gap} />
			) : (
				<Tool
					label={t("uses.open")}
					icon={IconMapPin}
					onClick={() => useCanvasUI.getState().showUses({ kind: "block", id: first })}
				/>
			)}
			<Tool label={t("command.duplicate")} keys="Ctrl+D" icon={IconCopyPlus} onClick={copy} />
			<Tool
				label={t("command.remove_blocks")}
				keys="Delete"
				icon={IconTrash}
				onClick={() => edit(removeBlocks(flow, selected))}
			/>
		</div>
	);
}

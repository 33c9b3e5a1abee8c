import { type NodeProps, NodeResizer } from "@xyflow/react";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDraft } from "../draft/DraftProvider";
import type { NoteNode as NoteNodeType } from "../flow/graph";
import { changeNote, type NoteColour, noteColours } from "../flow/notes";
import classes from "./notes.module.css";

/** A sheet of paper on the canvas, or a frame around blocks: double click to write, corners to resize. */
export const NoteNode = memo(function NoteNode({ data, selected }: NodeProps<NoteNodeType>) {
	const { note } = data;
	const { t } = useTranslation("canvas");
	const edit = useDraft((s) => s.edit);
	const flow = useDraft((s) => s.flow);
	const readOnly = useDraft((s) => s.readOnly);
	const [writing, setWriting] = useState(false);
	const label = note.frame ? t("frame") : t("note");
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: a sheet to write on; the list view needs none of it
		<div
			className={note.frame ? classes.frame : classes.note}
			data-colour={note.color ?? (note.frame ? "gray" : "yellow")}
			data-selected={selected}
			onDoubleClick={() => setWriting(!readOnly)}
		>
			<NodeResizer
				isVisible={selected && !readOnly}
				minWidth={120}
				minHeight={64}
				onResizeEnd={(_, { x, y, width, height }) =>
					edit(changeNote(flow, note.id, { x: round(x), y: round(y), w: round(width), h: round(height) }))
				}
			/>
			{selected && !readOnly && (
				<div className={classes.colours}>
					{noteColours.map((colour: NoteColour) => (
						<button
							key={colour}
							type="button"
							data-colour={colour}
							aria-label={t(`colour.${colour}`)}
							aria-pressed={note.color === colour}
							onClick={() => edit(changeNote(flow, note.id, { color: colour }))}
						/>
					))}
				</div>
			)}
			{writing ? (
				<textarea
					className={`${classes.text} nodrag nowheel`}
					aria-label={label}
					// biome-ignore lint/a11y/noAutofocus: one has just asked to write here
					autoFocus
					defaultValue={note.text}
					onChange={(e) => edit(changeNote(flow, note.id, { text: e.target.value }), `note.${note.id}`)}
					onBlur={() => setWriting(false)}
					onKeyDown={(e) => {
						e.stopPropagation();
						if (e.key === "Escape") {
							setWriting(false);
						}
					}}
				/>
			) : (
				<div className={classes.text}>{note.text || <span className={classes.hint}>{t("note_hint")}</span>}</div>
			)}
		</div>
	);
});

function round(n: number): number {
	return Math.round(n);
}

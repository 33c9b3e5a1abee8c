import { ActionIcon, Avatar, SegmentedControl, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconListTree, IconSchema } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { FlowTabs } from "../canvas/FlowTabs";
import { useDraft } from "../draft/DraftProvider";
import classes from "./editor.module.css";
import { PublishDraft } from "./PublishDraft";
import { SavingState } from "./SavingState";
import { SideButtons } from "./SideButtons";
import type { View } from "./useView";

/** Flows, steps back and forth, who is here, whether all is saved. */
export function TopBar({ view, setView }: { view: View; setView: (view: View) => void }) {
	const { t } = useTranslation("canvas");
	return (
		<div className={classes.bar}>
			<FlowTabs />
			<People />
			<div className={classes.actions}>
				<Steps />
				<SavingState />
				<SegmentedControl
					size="xs"
					value={view}
					onChange={(v) => setView(v === "outline" ? "outline" : "canvas")}
					aria-label={t("view.title")}
					data={[
						{ value: "canvas", label: <ViewIcon view="canvas" label={t("view.canvas")} /> },
						{ value: "outline", label: <ViewIcon view="outline" label={t("view.outline")} /> },
					]}
				/>
				<SideButtons />
				<PublishDraft />
			</div>
		</div>
	);
}

function ViewIcon({ view, label }: { view: View; label: string }) {
	const Shown = view === "canvas" ? IconSchema : IconListTree;
	return (
		<span title={label} className={classes.view}>
			<Shown size={16} aria-hidden="true" />
			<span className={classes.hidden}>{label}</span>
		</span>
	);
}

function Steps() {
	const { t } = useTranslation("canvas");
	const undo = useDraft((s) => s.undo);
	const redo = useDraft((s) => s.redo);
	const canUndo = useDraft((s) => s.canUndo);
	const canRedo = useDraft((s) => s.canRedo);
	const undoName = useDraft((s) => s.undoName);
	const redoName = useDraft((s) => s.redoName);
	const readOnly = useDraft((s) => s.readOnly);
	if (readOnly) {
		return null;
	}
	const say = (word: string, name: string | undefined) => (name === undefined ? word : `${word}: ${t(name)}`);
	return (
		<div className={classes.steps}>
			<Tooltip label={`${say(t("undo"), undoName)} (Ctrl+Z)`}>
				<ActionIcon variant="subtle" color="gray" size={34} aria-label={t("undo")} disabled={!canUndo} onClick={undo}>
					<IconArrowBackUp size={19} />
				</ActionIcon>
			</Tooltip>
			<Tooltip label={`${say(t("redo"), redoName)} (Ctrl+Y)`}>
				<ActionIcon variant="subtle" color="gray" size={34} aria-label={t("redo")} disabled={!canRedo} onClick={redo}>
					<IconArrowForwardUp size={19} />
				</ActionIcon>
			</Tooltip>
		</div>
	);
}

function People() {
	const { t } = useTranslation("canvas");
	const present = useDraft((s) => s.people);
	// Whoever has the bot open twice is here once.
	const people = present.filter((p, i) => present.findIndex((o) => o.who === p.who) === i);
	if (people.length === 0) {
		return null;
	}
	return (
		<Avatar.Group
			spacing={6}
			className={classes.people}
			aria-label={t("people", { who: people.map((p) => p.who).join(", ") })}
		>
			{people.slice(0, 4).map((p) => (
				<Tooltip key={p.client} label={p.who}>
					<Avatar size={30} color="initials" name={p.who} />
				</Tooltip>
			))}
		</Avatar.Group>
	);
}

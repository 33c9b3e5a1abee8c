import { ReactFlowProvider } from "@xyflow/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { BlockList } from "../canvas/BlockList";
import { FlowCanvas } from "../canvas/FlowCanvas";
import { HelpSheet } from "../canvas/HelpSheet";
import { Outline } from "../canvas/Outline";
import { SearchBox } from "../canvas/SearchBox";
import { useAdd } from "../canvas/useAdd";
import { DraftProvider, useDraft } from "../draft/DraftProvider";
import { ErrorState } from "../ui/ErrorState";
import { useTitle } from "../ui/useTitle";
import { BlockPanel } from "./BlockPanel";
import { ConflictBar } from "./ConflictBar";
import { EditorSkeleton } from "./EditorSkeleton";
import classes from "./editor.module.css";
import { type Side, TopBar } from "./TopBar";
import { useArrival } from "./useArrival";
import { useView } from "./useView";

interface Props {
	bot: string;
	/** A block to begin with, as a link from elsewhere names it. */
	at?: { flow: string; block: string };
}

/** The editor of a bot's draft. */
export function EditorPage({ bot, at }: Props) {
	return (
		<DraftProvider
			key={bot}
			bot={bot}
			loading={<EditorSkeleton />}
			failed={(error, again) => <ErrorState error={error} again={again} />}
		>
			<ReactFlowProvider>
				<Editor at={at} />
			</ReactFlowProvider>
		</DraftProvider>
	);
}

function Editor({ at }: { at: Props["at"] }) {
	const { t } = useTranslation("canvas");
	const name = useDraft((s) => s.document.name);
	const readOnly = useDraft((s) => s.readOnly);
	const selected = useDraft((s) => (s.selected.length === 1 ? s.selected[0] : undefined));
	const flow = useDraft((s) => s.flow);
	const [view, setView] = useView();
	const [side, setSide] = useState<Side | null>(null);
	useTitle(name);
	useArrival(at);
	const panel = side ?? (selected === undefined ? null : "block");
	return (
		<div className={classes.editor}>
			<TopBar view={view} setView={setView} side={side} setSide={setSide} />
			<ConflictBar />
			<div className={classes.middle}>
				{view === "canvas" && !readOnly && <Palette />}
				<div className={classes.stage}>{view === "canvas" ? <FlowCanvas /> : <Outline />}</div>
				{panel !== null && (
					<aside className={classes.side} aria-label={t(`side.${panel}`)}>
						{panel === "block" && selected !== undefined && <BlockPanel key={selected} flow={flow} block={selected} />}
					</aside>
				)}
			</div>
			<SearchBox />
			<HelpSheet />
		</div>
	);
}

function Palette() {
	const { t } = useTranslation("canvas");
	const add = useAdd();
	return (
		<nav className={classes.palette} aria-label={t("palette.title")}>
			<BlockList draggable onChoose={(type) => add(type)} />
		</nav>
	);
}

import { CatchBoundary } from "@tanstack/react-router";
import { ReactFlowProvider } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import { BlockList } from "../canvas/BlockList";
import { FlowCanvas } from "../canvas/FlowCanvas";
import { HelpSheet } from "../canvas/HelpSheet";
import { Outline } from "../canvas/Outline";
import { SearchBox } from "../canvas/SearchBox";
import { useAdd } from "../canvas/useAdd";
import { DraftProvider, useDraft } from "../draft/DraftProvider";
import { BlockSettings } from "../form/BlockSettings";
import { Installing } from "../packages/Installing";
import { ErrorState } from "../ui/ErrorState";
import { useTitle } from "../ui/useTitle";
import { ConflictBar } from "./ConflictBar";
import { EditorSkeleton } from "./EditorSkeleton";
import classes from "./editor.module.css";
import { SidePanel } from "./SidePanel";
import { TopBar } from "./TopBar";
import { useArrival } from "./useArrival";
import { useSide } from "./useSide";
import { useView } from "./useView";

interface Props {
	bot: string;
	/** A flow or one of its blocks to begin with, as a link from elsewhere names it. */
	at?: { flow: string; block?: string };
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
	const name = useDraft((s) => s.document.name);
	const readOnly = useDraft((s) => s.readOnly);
	const selected = useDraft((s) => (s.selected.length === 1 ? s.selected[0] : undefined));
	const flow = useDraft((s) => s.flow);
	const [view, setView] = useView();
	useTitle(name);
	useArrival(at);
	const crowded = useSide((s) => s.side !== null) && selected !== undefined;
	return (
		<div className={classes.editor}>
			<TopBar view={view} setView={setView} />
			<ConflictBar />
			<div className={classes.middle}>
				{view === "canvas" && !readOnly && !crowded && <Palette />}
				<div className={classes.stage}>{view === "canvas" ? <FlowCanvas /> : <Outline />}</div>
				<div className={classes.side} data-block-panel>
					{selected !== undefined && (
						<CatchBoundary getResetKey={() => selected} errorComponent={SettingsFault}>
							<BlockSettings flow={flow} block={selected} />
						</CatchBoundary>
					)}
				</div>
				<SidePanel />
			</div>
			<SearchBox />
			<HelpSheet />
			<Installing />
		</div>
	);
}

/** A fault in one form leaves the canvas as it is. */
function SettingsFault({ error, reset }: { error: unknown; reset: () => void }) {
	return (
		<div className={classes.fault}>
			<ErrorState error={error} again={reset} />
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

import { ActionIcon, Menu, TextInput, Tooltip } from "@mantine/core";
import {
	IconCheck,
	IconChevronDown,
	IconCopy,
	IconMapPin,
	IconPencil,
	IconPlus,
	IconPuzzle,
	IconTrash,
} from "@tabler/icons-react";
import { type KeyboardEvent, lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDraft, useDraftStore } from "../draft/DraftProvider";
import { useUndoToast } from "../draft/useUndoToast";
import { addFlow, duplicateFlow, moveFlow, removeFlow, renameFlow } from "../flow/flows";
import type { Flow } from "../flow/types";
import classes from "./tabs.module.css";
import { useCanvasUI } from "./ui";

const PublishFlow = lazy(() => import("../packages/PublishFlow").then((m) => ({ default: m.PublishFlow })));

/** More flows than these may not be in view at once: the menu lists them, too. */
const roomForTabs = 3;

/** The flows of the bot as tabs: press to open, double press to rename, drag to sort. */
export function FlowTabs() {
	const { t } = useTranslation("canvas");
	const store = useDraftStore();
	const flows = useDraft((s) => s.document.flows);
	const open = useDraft((s) => s.flow);
	const readOnly = useDraft((s) => s.readOnly);
	const [renaming, setRenaming] = useState<string | null>(null);
	/** The flow that becomes a block; the dialog stays when it is closed, so that it fades. */
	const [block, setBlock] = useState<{ flow: Flow; opened: boolean }>();
	const strip = useRef<HTMLDivElement>(null);
	const dragged = useRef<string | null>(null);

	useEffect(() => {
		strip.current?.querySelector(`[data-flow="${open}"]`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
	}, [open]);

	const create = () => {
		const { edit } = store.getState();
		edit(addFlow(t("flow.new", { n: flows.length + 1 })));
		const added = store.getState().document.flows.at(-1);
		if (added) {
			store.getState().openFlow(added.id);
			setRenaming(added.id);
		}
	};
	const onKeyDown = (e: KeyboardEvent, i: number) => {
		const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
		const next = step && flows[(i + step + flows.length) % flows.length];
		if (next) {
			e.preventDefault();
			store.getState().openFlow(next.id);
			strip.current?.querySelector<HTMLElement>(`[data-flow="${next.id}"]`)?.focus();
		} else if (e.key === "F2" && !readOnly) {
			setRenaming(flows[i]?.id ?? null);
		}
	};

	return (
		<div className={classes.tabs}>
			<div className={classes.strip} role="tablist" aria-label={t("flow.tabs")} ref={strip}>
				{flows.map((flow, i) =>
					renaming === flow.id ? (
						<Rename key={flow.id} flow={flow} done={() => setRenaming(null)} />
					) : (
						<button
							key={flow.id}
							type="button"
							role="tab"
							className={classes.tab}
							data-flow={flow.id}
							aria-selected={flow.id === open}
							tabIndex={flow.id === open ? 0 : -1}
							draggable={!readOnly}
							onClick={() => store.getState().openFlow(flow.id)}
							onDoubleClick={() => setRenaming(readOnly ? null : flow.id)}
							onKeyDown={(e) => onKeyDown(e, i)}
							onDragStart={() => {
								dragged.current = flow.id;
							}}
							onDragOver={(e) => {
								if (dragged.current !== null) {
									e.preventDefault();
								}
							}}
							onDrop={() => {
								if (dragged.current !== null) {
									store.getState().edit(moveFlow(dragged.current, i));
									dragged.current = null;
								}
							}}
						>
							{flow.name}
						</button>
					),
				)}
			</div>
			<FlowMenu rename={() => setRenaming(open)} publish={(flow) => setBlock({ flow, opened: true })} />
			{block && (
				<Suspense>
					<PublishFlow {...block} onClose={() => setBlock({ ...block, opened: false })} />
				</Suspense>
			)}
			{!readOnly && (
				<Tooltip label={t("command.add_flow")}>
					<ActionIcon variant="subtle" color="gray" size={32} aria-label={t("command.add_flow")} onClick={create}>
						<IconPlus size={17} />
					</ActionIcon>
				</Tooltip>
			)}
		</div>
	);
}

function Rename({ flow, done }: { flow: Flow; done: () => void }) {
	const { t } = useTranslation("canvas");
	const edit = useDraft((s) => s.edit);
	const [name, setName] = useState(flow.name);
	const finish = (keep: boolean) => {
		if (keep && name !== flow.name) {
			edit(renameFlow(flow.id, name));
		}
		done();
	};
	return (
		<TextInput
			size="xs"
			w={170}
			autoFocus
			aria-label={t("flow.name")}
			maxLength={100}
			value={name}
			onFocus={(e) => e.currentTarget.select()}
			onChange={(e) => setName(e.currentTarget.value)}
			onBlur={() => finish(true)}
			onKeyDown={(e) => {
				if (e.key === "Enter" || e.key === "Escape") {
					finish(e.key === "Enter");
				}
			}}
		/>
	);
}

function FlowMenu({ rename, publish }: { rename: () => void; publish: (flow: Flow) => void }) {
	const { t } = useTranslation("canvas");
	const store = useDraftStore();
	const said = useUndoToast();
	const readOnly = useDraft((s) => s.readOnly);
	const flows = useDraft((s) => s.document.flows);
	const open = useDraft((s) => s.flow);
	const showUses = useCanvasUI((s) => s.showUses);
	const flow = () => store.getState().document.flows.find((f) => f.id === store.getState().flow);
	const copy = () => {
		const old = flow();
		if (old) {
			const { document, edit, openFlow } = store.getState();
			edit(duplicateFlow(old.id, t("flow.copy", { name: old.name })));
			openFlow(store.getState().document.flows[document.flows.indexOf(old) + 1]?.id ?? old.id);
		}
	};
	const remove = () => {
		const old = flow();
		if (old) {
			store.getState().edit(removeFlow(old.id));
			said(t("flow.removed", { name: old.name }), () => store.getState().openFlow(old.id));
		}
	};
	return (
		<Menu position="bottom-start" withinPortal>
			<Menu.Target>
				<ActionIcon variant="subtle" color="gray" size={32} aria-label={t("flow.menu")}>
					<IconChevronDown size={17} />
				</ActionIcon>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Item leftSection={<IconPencil size={16} />} disabled={readOnly} onClick={rename}>
					{t("command.rename_flow")}
				</Menu.Item>
				<Menu.Item leftSection={<IconCopy size={16} />} disabled={readOnly} onClick={copy}>
					{t("command.duplicate_flow")}
				</Menu.Item>
				<Menu.Item
					leftSection={<IconMapPin size={16} />}
					onClick={() => showUses({ kind: "flow", id: store.getState().flow })}
				>
					{t("uses.open")}
				</Menu.Item>
				<Menu.Item
					leftSection={<IconPuzzle size={16} />}
					disabled={readOnly}
					onClick={() => {
						const its = flow();
						if (its) {
							store.getState().save();
							publish(its);
						}
					}}
				>
					{t("flow.publish")}
				</Menu.Item>
				<Menu.Divider />
				<Menu.Item
					leftSection={<IconTrash size={16} />}
					color="red"
					disabled={readOnly || flows.length < 2}
					onClick={remove}
				>
					{t("command.remove_flow")}
				</Menu.Item>
				{flows.length > roomForTabs && (
					<>
						<Menu.Divider />
						<Menu.Label>{t("flow.tabs")}</Menu.Label>
						<div className={classes.all}>
							{flows.map((f) => (
								<Menu.Item
									key={f.id}
									leftSection={<IconCheck size={16} visibility={f.id === open ? undefined : "hidden"} />}
									onClick={() => store.getState().openFlow(f.id)}
								>
									{f.name}
								</Menu.Item>
							))}
						</div>
					</>
				)}
			</Menu.Dropdown>
		</Menu>
	);
}

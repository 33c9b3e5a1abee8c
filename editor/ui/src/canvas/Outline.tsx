import { ActionIcon, Button, Menu, Modal } from "@mantine/core";
import { IconCornerDownRight, IconDots, IconPlus, IconTrash } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Text } from "../api/types";
import { CardText } from "../blocks/CardText";
import { familyOf } from "../blocks/registry";
import { summaryOf } from "../blocks/SummaryCard";
import { saidTo } from "../blocks/trigger/Card";
import { useCardWords } from "../blocks/useCardWords";
import { useDraft, useDraftStore } from "../draft/DraftProvider";
import { useUndoToast } from "../draft/useUndoToast";
import { connect, disconnect, type Exitway, removeBlocks } from "../flow/blocks";
import { exitsOf, fieldOf, textOf } from "../flow/exits";
import { type OutlineLine, outlineOf } from "../flow/outline";
import type { Block, Flow } from "../flow/types";
import { BlockIcon } from "../ui/BlockIcon";
import { touch } from "../ui/touch";
import { BlockList } from "./BlockList";
import { freeExit, issuesOf, isTrigger, moodOf, openFlowOf, typeOf } from "./lookups";
import classes from "./outline.module.css";
import { useAdd } from "./useAdd";

/** The open flow as a list: for phones, for screen readers, and for whoever would rather read than draw. */
export function Outline() {
	const { t } = useTranslation("canvas");
	const flow = useDraft(openFlowOf);
	const catalogue = useDraft((s) => s.catalogue);
	const readOnly = useDraft((s) => s.readOnly);
	const [adding, setAdding] = useState<{ after?: Exitway } | null>(null);
	const add = useAdd();
	const exits = useDraft((s) => s.exits);
	const lines = useMemo(() => {
		const rank = (edge: Exitway) => exits[edge.from]?.findIndex((e) => e.name === edge.exit) ?? 0;
		return flow ? outlineOf(flow, (type) => isTrigger(catalogue, type), rank) : [];
	}, [flow, catalogue, exits]);
	if (!flow) {
		return null;
	}
	return (
		<div className={classes.outline}>
			{lines.length === 0 && <p className={classes.none}>{t("empty.list")}</p>}
			<ol className={classes.lines} aria-label={t("outline.label", { flow: flow.name })}>
				{lines.map((line) => (
					<Line
						key={line.again ? `${line.via?.from}/${line.via?.exit}` : line.block.id}
						line={line}
						flow={flow}
						addAfter={(after) => setAdding({ after })}
					/>
				))}
			</ol>
			{!readOnly && (
				<Button variant="light" leftSection={<IconPlus size={17} />} onClick={() => setAdding({})}>
					{t("command.add_block")}
				</Button>
			)}
			<Modal opened={adding !== null} onClose={() => setAdding(null)} title={t("command.add_block")} fullScreen={false}>
				<div className={classes.sheet} tabIndex={-1} data-autofocus={touch || undefined}>
					<BlockList
						autoFocus={!touch}
						triggers={adding?.after === undefined}
						onChoose={(type) => {
							add(type, undefined, adding?.after);
							setAdding(null);
						}}
					/>
				</div>
			</Modal>
		</div>
	);
}

function Line({ line, flow, addAfter }: { line: OutlineLine; flow: Flow; addAfter: (after: Exitway) => void }) {
	const { t, i18n } = useTranslation("canvas");
	const { block, depth, via, again } = line;
	const catalogue = useDraft((s) => s.catalogue);
	const selected = useDraft((s) => s.selected.includes(block.id));
	const issues = useDraft((s) => issuesOf(s.issues, block.id));
	const exits = useDraft((s) => s.exits);
	const readOnly = useDraft((s) => s.readOnly);
	const reveal = useDraft((s) => s.reveal);
	const language = useDraft((s) => s.document.language);
	const store = useDraftStore();
	const { issueWords } = useCardWords();
	const type = typeOf(catalogue, block.type);
	const say = (text: Text) => text[i18n.language] ?? text.en;
	const name = block.label ?? (type ? say(type.title) : block.type);
	const source = via && flow.blocks.find((b) => b.id === via.from);
	const way =
		source && via && exitsOf(source, typeOf(catalogue, source.type), exits[source.id]).find((e) => e.name === via.exit);
	const languages = [language, i18n.language];
	const text =
		textOf(fieldOf(block.config, "text") ?? fieldOf(block.config, "prompt", "text"), ...languages) ||
		saidTo(block).join(", ") ||
		summaryOf(block.config, type?.schema, languages);
	const exit = freeExit(store.getState(), block);
	return (
		<li
			className={classes.line}
			data-family={familyOf(block.type)}
			data-selected={selected && !again}
			data-first={via === undefined}
			style={{ paddingInlineStart: Math.min(depth, 6) * 18 }}
		>
			{via && way && way.name !== "next" && (
				<div className={classes.way}>
					<IconCornerDownRight size={14} aria-hidden="true" /> <CardText text={say(way.title)} most={60} />
				</div>
			)}
			<div className={classes.box}>
				<button type="button" className={classes.open} onClick={() => reveal(flow.id, block.id)}>
					<span className={classes.icon}>
						<BlockIcon name={type?.icon ?? "puzzle"} size={17} />
					</span>
					<span className={classes.what}>
						<span>{again ? t("outline.again", { name }) : name}</span>
						{!again && text !== "" && (
							<span className={classes.soft}>
								<CardText text={text} most={90} />
							</span>
						)}
					</span>
					{issues !== "" && !again && (
						<span className={classes.issue} data-issues={moodOf(issues)}>
							{issueWords(issues)}
						</span>
					)}
				</button>
				{!again && !readOnly && (
					<LineMenu block={block} flow={flow} name={name} after={exit} addAfter={addAfter} via={via} />
				)}
			</div>
		</li>
	);
}

function LineMenu({
	block,
	flow,
	name,
	after,
	addAfter,
	via,
}: {
	block: Block;
	flow: Flow;
	name: string;
	after: string | undefined;
	addAfter: (after: Exitway) => void;
	via: Exitway | undefined;
}) {
	const { t, i18n } = useTranslation("canvas");
	const store = useDraftStore();
	const catalogue = useDraft((s) => s.catalogue);
	const said = useUndoToast();
	const [moving, setMoving] = useState(false);
	const known = useDraft((s) => s.exits[block.id]);
	const exits = exitsOf(block, typeOf(catalogue, block.type), known);
	const titleOf = (b: Block) => {
		const title = typeOf(catalogue, b.type)?.title;
		return b.label ?? title?.[i18n.language] ?? title?.en ?? b.id;
	};
	const remove = () => {
		store.getState().edit(removeBlocks(flow.id, [block.id]));
		said(t("outline.removed", { name }));
	};
	const others = flow.blocks.filter((b) => b.id !== block.id);
	return (
		<>
			<Menu position="bottom-end">
				<Menu.Target>
					<ActionIcon variant="subtle" color="gray" size={40} aria-label={t("outline.menu", { name })}>
						<IconDots size={18} />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown mah="60vh" className={classes.menu}>
					{exits.length > 0 && <Menu.Label>{t("outline.add_after")}</Menu.Label>}
					{exits
						.filter((e) => e.name === after || !e.inherit)
						.map((e) => (
							<Menu.Item
								key={e.name}
								leftSection={<IconPlus size={16} />}
								onClick={() => addAfter({ from: block.id, exit: e.name })}
							>
								{e.title[i18n.language] ?? e.title.en}
							</Menu.Item>
						))}
					<Menu.Divider />
					{!isTrigger(catalogue, block.type) && others.length > 0 && (
						<Menu.Item leftSection={<IconCornerDownRight size={16} />} onClick={() => setMoving(true)}>
							{t("outline.move")}
						</Menu.Item>
					)}
					<Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={remove}>
						{t("command.remove_blocks")}
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			<Modal opened={moving} onClose={() => setMoving(false)} title={t("outline.move_title", { name })}>
				{others.map((other) =>
					exitsOf(other, typeOf(catalogue, other.type), store.getState().exits[other.id])
						.filter((e) => !e.inherit)
						.map((e) => (
							<Button
								key={`${other.id}/${e.name}`}
								variant="subtle"
								fullWidth
								justify="flex-start"
								onClick={() => {
									const to = { from: other.id, exit: e.name };
									store.getState().edit({
										name: "command.connect",
										run: (d) => connect(flow.id, to, block.id).run(via ? disconnect(flow.id, [via]).run(d) : d),
									});
									setMoving(false);
								}}
							>
								{titleOf(other)} → {e.title[i18n.language] ?? e.title.en}
							</Button>
						)),
				)}
			</Modal>
		</>
	);
}

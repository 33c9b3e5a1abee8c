import { Handle, type NodeProps, Position } from "@xyflow/react";
import { createContext, memo, useContext, useMemo } from "react";
import type { Exit } from "../api/types";
import type { CardProps } from "../blocks/card";
import classes from "../blocks/cards.module.css";
import { ExitDot } from "../blocks/ExitDot";
import { familyOf, lookOf } from "../blocks/registry";
import { useCardWords } from "../blocks/useCardWords";
import { useDraft } from "../draft/DraftProvider";
import { useLit } from "../film/lit";
import { exitsOf } from "../flow/exits";
import type { BlockNode as BlockNodeType } from "../flow/graph";
import { guessSize } from "../flow/places";
import { BlockIcon } from "../ui/BlockIcon";
import { firstLetter } from "../ui/clip";
import { FiguresBadge } from "./FiguresBadge";
import { issueCounts, issuesOf, moodOf, openFlowOf, typeOf, usedOf } from "./lookups";

/** The canvas is so far away that texts could not be read: cards are drawn as signs. */
export const FarContext = createContext(false);

/** A block on the canvas. It has no parts of the kit: a thousand of them must move at once. */
export const BlockNode = memo(function BlockNode({ id, data, selected, height }: NodeProps<BlockNodeType>) {
	const { block } = data;
	const far = useContext(FarContext);
	const type = useDraft((s) => typeOf(s.catalogue, block.type));
	const known = useDraft((s) => s.exits[id]);
	const used = useDraft((s) => usedOf(openFlowOf(s), id));
	const issues = useDraft((s) => issuesOf(s.issues, id));
	const guest = useDraft((s) => s.people.find((p) => p.block === id)?.who);
	const lit = useLit((s) => s.blocks.includes(id));
	const { title, t } = useCardWords();
	const exits = useMemo(() => exitsOf(block, type, known), [block, type, known]);
	const name = block.label ?? (type ? title(type.title) : block.type);
	const family = familyOf(block.type);
	const entrance = !type?.trigger && (
		<Handle type="target" position={Position.Left} id="in" className={classes.entrance} isConnectableStart={false} />
	);

	if (far) {
		return (
			<div
				className={classes.sign}
				data-family={family}
				data-selected={selected}
				data-lit={lit}
				data-issues={moodOf(issues)}
				style={{ height: height ?? guessSize(block).height }}
			>
				{entrance}
				<span className={classes.signName}>{name}</span>
				<SignDots used={used} />
			</div>
		);
	}
	return (
		<div
			className={classes.card}
			data-family={family}
			data-selected={selected}
			data-lit={lit}
			data-trigger={type?.trigger === true}
		>
			{entrance}
			<FiguresBadge block={id} exits={exits} />
			<div className={classes.head}>
				<span className={classes.icon}>
					<BlockIcon name={type?.icon ?? "puzzle"} size={16} />
				</span>
				<span className={classes.name}>{name}</span>
				{guest !== undefined && (
					<span className={classes.guest} title={t("card.guest", { who: guest })}>
						{firstLetter(guest).toUpperCase()}
					</span>
				)}
				{issues !== "" && <IssueMark issues={issues} />}
			</div>
			<Body block={block} type={type} exits={exits} used={used} />
		</div>
	);
});

function Body({ block, type, exits, used }: Omit<CardProps, "languages"> & { used: string }) {
	const { title, language } = useCardWords();
	const own = useDraft((s) => s.document.language);
	const languages = useMemo(() => [own, language, "en"], [own, language]);
	const { Card, shows } = lookOf(block.type);
	const names = used.split("\n");
	const rest = exits.filter((e) => !shows?.(e));
	const quiet = (e: Exit) => (e.inherit === true || e.optional === true) && !names.includes(e.name);
	const hidden = rest.filter(quiet);
	return (
		<>
			<Card block={block} type={type} exits={exits} languages={languages} />
			<div className={classes.exits}>
				{rest
					.filter((e) => !quiet(e))
					.map((e) => (
						<ExitRow
							key={e.name}
							block={block.id}
							exit={e}
							title={title(e.title)}
							ended={block.exits?.[e.name] === "end"}
						/>
					))}
			</div>
			{hidden.length > 0 && (
				<div className={classes.tray}>
					{hidden.map((e) => (
						<ExitRow key={e.name} block={block.id} exit={e} title={title(e.title)} ended={false} />
					))}
				</div>
			)}
		</>
	);
}

function ExitRow({ block, exit, title, ended }: { block: string; exit: Exit; title: string; ended: boolean }) {
	const { t } = useCardWords();
	return (
		<div className={classes.exit} data-trouble={exit.inherit === true}>
			<span>{ended ? t("card.ends", { exit: title }) : title}</span>
			<ExitDot block={block} exit={exit.name} title={title} />
		</div>
	);
}

/** Edges need the places of their ends also from far. */
function SignDots({ used }: { used: string }) {
	const names = used.split("\n").filter((n) => n !== "");
	return names.map((name, i) => (
		<Handle
			key={name}
			type="source"
			position={Position.Right}
			id={name}
			className={classes.signDot}
			style={{ top: `${((i + 1) / (names.length + 1)) * 100}%` }}
		/>
	));
}

function IssueMark({ issues }: { issues: string }) {
	const { issueWords } = useCardWords();
	const { errors, warnings, messages } = issueCounts(issues);
	return (
		<span className={classes.issues} data-issues={moodOf(issues)} title={messages.join("\n")}>
			<span className={classes.hidden}>{issueWords(issues)}</span>
			<span aria-hidden="true">{errors + warnings}</span>
		</span>
	);
}

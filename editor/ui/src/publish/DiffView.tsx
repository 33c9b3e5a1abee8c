import { Badge, Button, Text, Title } from "@mantine/core";
import { IconArrowRight, IconLayout, IconRoute, IconSettings } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Diff, DiffItem } from "../api/publishing";
import { BlockIcon } from "../ui/BlockIcon";
import { shorten } from "../ui/clip";
import classes from "./DiffView.module.css";
import {
	aboutBlock,
	blockTitle,
	fieldWords,
	type Group,
	grouped,
	isWay,
	isWhole,
	type Known,
	partWords,
	textWords,
	valueWords,
	variableWords,
} from "./difference";
import { wordDiff } from "./words-diff";

/** More blocks than these are shown on demand. */
const most = 6;

const colors: Record<DiffItem["kind"], string> = { added: "teal", removed: "red", changed: "brand", moved: "gray" };

/** How two versions of a bot differ: what people read apart from what the bot does; places on the canvas are only counted. */
export function DiffView({ diff, known }: { diff: Diff; known: Known }) {
	const { t } = useTranslation("publish");
	if (diff.texts.length + diff.logic.length + diff.layout === 0) {
		return (
			<Text size="sm" c="dimmed">
				{t("diff.same")}
			</Text>
		);
	}
	return (
		<div className={classes.diff}>
			<Part title={t("diff.texts", { count: diff.texts.length })} items={diff.texts} known={known} />
			<Part title={t("diff.logic", { count: diff.logic.length })} items={diff.logic} known={known} />
			{diff.layout > 0 && (
				<p className={classes.layout}>
					<IconLayout size={17} aria-hidden="true" />
					{t("diff.layout", { count: diff.layout })}
				</p>
			)}
		</div>
	);
}

function Part({ title, items, known }: { title: string; items: DiffItem[]; known: Known }) {
	const { t } = useTranslation("publish");
	const [all, setAll] = useState(false);
	if (items.length === 0) {
		return null;
	}
	const groups = grouped(items);
	return (
		<section className={classes.part}>
			<Title order={4} size="sm" fw={600}>
				{title}
			</Title>
			<ul className={classes.groups}>
				{groups.slice(0, all ? groups.length : most).map((group) => (
					<GroupRow key={group.key} group={group} known={known} />
				))}
			</ul>
			{groups.length > most && !all && (
				<Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
					{t("diff.more", { count: groups.length - most })}
				</Button>
			)}
		</section>
	);
}

function GroupRow({ group, known }: { group: Group; known: Known }) {
	const { t } = useTranslation("publish");
	const whole = group.items.find(isWhole);
	const type = known.types.get(known.blocks.get(group.block ?? "")?.type ?? "");
	const part = group.key.split(" ")[1] ?? "";
	const title =
		group.block === undefined
			? t(`words.part.${part}`, { defaultValue: part })
			: known.blocks.has(group.block)
				? blockTitle(group.block, known)
				: (group.items[0]?.title ?? "");
	const flow = group.flow === undefined ? undefined : known.flows.get(group.flow);
	return (
		<li className={classes.group}>
			<div className={classes.head}>
				<span className={classes.icon}>
					{type ? <BlockIcon name={type.icon} size={17} /> : <IconSettings size={17} aria-hidden="true" />}
				</span>
				<span className={classes.title}>{title}</span>
				{whole && (
					<Badge variant="light" color={colors[whole.kind]}>
						{t(`diff.kind.${whole.kind}`)}
					</Badge>
				)}
				{flow && known.flows.size > 1 && <span className={classes.flow}>{flow}</span>}
			</div>
			{group.items.map((item) =>
				isWhole(item) ? (
					<About key={item.path} text={aboutBlock(item.after ?? item.before, known)} />
				) : isWay(item) ? (
					<Way key={item.path} item={item} known={known} />
				) : (
					<Field key={item.path} item={item} known={known} />
				),
			)}
		</li>
	);
}

function About({ text }: { text: string }) {
	return text === "" ? null : <p className={classes.about}>{text}</p>;
}

/** Where a way out of a block led, and where it leads now. */
function Way({ item, known }: { item: DiffItem; known: Known }) {
	const { t } = useTranslation("publish");
	const to = (value: unknown) => (value == null ? t("diff.nowhere") : valueWords(value, known));
	return (
		<p className={classes.line}>
			<IconRoute size={15} aria-hidden="true" className={classes.small} />
			<span className={classes.name}>{partWords(item, known)}</span>
			{item.before != null && <del className={classes.was}>{to(item.before)}</del>}
			<IconArrowRight size={14} aria-label={t("diff.now")} className={classes.small} />
			<ins className={item.after == null ? classes.was : classes.is}>{to(item.after)}</ins>
		</p>
	);
}

/** A setting, before and after; of texts the words that differ. */
function Field({ item, known }: { item: DiffItem; known: Known }) {
	const name = item.block === undefined ? partWords(item, known) : fieldWords(item, known);
	const said = item.path.startsWith("/variables/") ? variableWords : valueWords;
	const texts =
		typeof item.before === "string" && typeof item.after === "string" && item.before.length + item.after.length > 24;
	return (
		<div className={classes.field}>
			<span className={classes.name}>{name}</span>
			{texts ? (
				<Words before={String(item.before)} after={String(item.after)} known={known} />
			) : (
				<span className={classes.values}>
					<Value value={item.before} said={said} known={known} old />
					{item.before != null && item.after != null && <IconArrowRight size={14} aria-hidden="true" />}
					<Value value={item.after} said={said} known={known} />
				</span>
			)}
		</div>
	);
}

interface ValueProps {
	value: unknown;
	said: (value: unknown, known: Known) => string;
	known: Known;
	old?: boolean;
}

function Value({ value, said, known, old }: ValueProps) {
	if (value === undefined || value === null) {
		return null;
	}
	const words = said(value, known);
	const short = shorten(words, 241);
	if (short === "") {
		return <Text size="sm">{known.say("empty")}</Text>;
	}
	return old ? <del className={classes.was}>{short}</del> : <ins className={classes.is}>{short}</ins>;
}

function Words({ before, after, known }: { before: string; after: string; known: Known }) {
	const pieces = wordDiff(textWords(before, known), textWords(after, known));
	return (
		<span className={classes.words}>
			{pieces.map((piece, i) => {
				const key = `${i}${piece.kind}`;
				switch (piece.kind) {
					case "same":
						return <span key={key}>{piece.text}</span>;
					case "added":
						return (
							<ins key={key} className={classes.is}>
								{piece.text}
							</ins>
						);
					case "removed":
						return (
							<del key={key} className={classes.was}>
								{piece.text}
							</del>
						);
					default: {
						const never: never = piece.kind;
						return never;
					}
				}
			})}
		</span>
	);
}

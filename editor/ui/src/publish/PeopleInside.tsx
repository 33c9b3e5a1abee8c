import { Button, Checkbox, NativeSelect, Select, Text, Textarea } from "@mantine/core";
import { IconBriefcase, IconClock, IconCreditCard, IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Action, Decision, Plan, PlanBlock } from "../api/publishing";
import type { BotDocument } from "../flow/types";
import { inLanguage } from "../form/schema";
import { actionsOf, decided, keyOf, targets } from "./decision";
import { blockTitle, type Known } from "./difference";
import classes from "./PeopleInside.module.css";

interface Props {
	plan: Plan;
	/** What is published, with the blocks that people can be taken to. */
	document: BotDocument;
	known: Known;
	decisions: ReadonlyMap<string, Decision>;
	onDecide: (decision: Decision) => void;
	disabled: boolean;
}

/** Who is in the middle of something that changes, and what becomes of them. */
export function PeopleInside({ plan, disabled, ...rest }: Props) {
	const { t } = useTranslation("publish");
	const there = plan.blocks.filter((b) => b.here.people > 0).sort((a, b) => b.here.people - a.here.people);
	const touched = there.reduce((sum, b) => sum + b.here.people, 0);
	return (
		<>
			<Text size="sm" c="dimmed">
				{plan.people === 0
					? t("people.none")
					: touched === 0
						? t("people.untouched", { count: plan.people })
						: `${t("people.inside", { count: plan.people })} ${t("people.touched", { count: touched })}`}
			</Text>
			{there.length > 0 && (
				<fieldset className={classes.list} disabled={disabled}>
					<legend className={classes.legend}>{t("people.title")}</legend>
					{there.map((block) => (
						<Row key={keyOf(block)} block={block} {...rest} />
					))}
				</fieldset>
			)}
		</>
	);
}

function Row({ block, document, known, decisions, onDecide }: Omit<Props, "plan" | "disabled"> & { block: PlanBlock }) {
	const { t } = useTranslation("publish");
	const decision = decisions.get(keyOf(block)) ?? block;
	const title = known.blocks.has(block.block) ? blockTitle(block.block, known) : block.title || block.block;
	const suggested = block.suggest && decision.to !== block.suggest ? block.suggest : undefined;
	return (
		<div className={classes.row}>
			<div className={classes.head}>
				<span className={classes.count} aria-hidden="true">
					<IconUsers size={15} />
					{block.here.people}
				</span>
				<div className={classes.words}>
					<Text fw={600} size="sm">
						{title}
					</Text>
					<Text size="sm" c="dimmed">
						{t("people.at", { count: block.here.people })}. {t(`change.${block.change ?? "unchanged"}`)}
					</Text>
					<Waiting here={block.here} />
				</div>
			</div>
			<NativeSelect
				aria-label={t("people.what", { title })}
				value={decision.do}
				data={actionsOf(block).map((a) => ({ value: a, label: t(`action.${a}`) }))}
				onChange={(event) => {
					const action = actionsOf(block).find((a) => a === event.currentTarget.value);
					if (action) {
						onDecide(decided(decision, action, action === "map" ? block.suggest : undefined));
					}
				}}
			/>
			<div className={classes.more}>
				<Text size="sm" c="dimmed">
					{t(`about.${decision.do}`)}
				</Text>
				{suggested && (
					<Button
						variant="light"
						size="compact-sm"
						className={classes.suggest}
						classNames={{ label: classes.wrapping }}
						onClick={() => onDecide(decided(decision, "map", suggested))}
					>
						{t("people.suggest", { title: blockTitle(suggested, known) })}
					</Button>
				)}
				<Details decision={decision} document={document} known={known} onDecide={onDecide} />
			</div>
		</div>
	);
}

/** What would hurt most to lose. */
function Waiting({ here }: { here: PlanBlock["here"] }) {
	const { t } = useTranslation("publish");
	const facts = [
		{ icon: IconCreditCard, count: here.payments ?? 0, key: "people.payments" },
		{ icon: IconBriefcase, count: here.jobs ?? 0, key: "people.jobs" },
		{ icon: IconClock, count: here.times ?? 0, key: "people.times" },
	].filter((f) => f.count > 0);
	return facts.length === 0 ? null : (
		<ul className={classes.facts}>
			{facts.map((f) => (
				<li key={f.key}>
					<f.icon size={14} aria-hidden="true" />
					{t(f.key, { count: f.count })}
				</li>
			))}
		</ul>
	);
}

/** What an action needs to be told: where to, whether to ask again, what to say. */
function Details({
	decision,
	document,
	known,
	onDecide,
}: {
	decision: Decision;
	document: BotDocument;
	known: Known;
	onDecide: (decision: Decision) => void;
}) {
	const action: Action = decision.do;
	switch (action) {
		case "stay":
		case "move":
			return <Ask decision={decision} onDecide={onDecide} />;
		case "map":
			return (
				<>
					<Target action={action} decision={decision} document={document} known={known} onDecide={onDecide} />
					<Ask decision={decision} onDecide={onDecide} />
				</>
			);
		case "restart":
			return (
				<>
					<Target action={action} decision={decision} document={document} known={known} onDecide={onDecide} />
					<Say decision={decision} document={document} onDecide={onDecide} />
				</>
			);
		case "end":
			return <Say decision={decision} document={document} onDecide={onDecide} />;
		case "finish":
			return null;
		default: {
			const never: never = action;
			return never;
		}
	}
}

function Ask({ decision, onDecide }: { decision: Decision; onDecide: (decision: Decision) => void }) {
	const { t } = useTranslation("publish");
	return (
		<Checkbox
			size="sm"
			label={t("people.ask")}
			checked={decision.ask ?? false}
			onChange={(event) => onDecide({ ...decision, ask: event.currentTarget.checked })}
		/>
	);
}

function Target({
	action,
	decision,
	document,
	known,
	onDecide,
}: {
	action: "map" | "restart";
	decision: Decision;
	document: BotDocument;
	known: Known;
	onDecide: (decision: Decision) => void;
}) {
	const { t } = useTranslation("publish");
	const trigger = (type: string) => known.types.get(type)?.trigger ?? type.startsWith("trigger.");
	const title = (type: string) => inLanguage(known.types.get(type)?.title, known.language) || type;
	return (
		<Select
			searchable
			label={t(`to.${action}`)}
			placeholder={t("to.choose")}
			nothingFoundMessage={t("to.nothing")}
			data={targets(document, trigger, title, action)}
			value={decision.to ?? null}
			onChange={(to) => onDecide(decided(decision, action, to ?? undefined))}
		/>
	);
}

function Say({
	decision,
	document,
	onDecide,
}: {
	decision: Decision;
	document: BotDocument;
	onDecide: (decision: Decision) => void;
}) {
	const { t, i18n } = useTranslation("publish");
	const languages = [...new Set([document.language, ...(document.languages ?? [])])];
	const names = new Intl.DisplayNames(i18n.language, { type: "language" });
	return languages.map((language) => (
		<Textarea
			key={language}
			autosize
			minRows={1}
			maxRows={5}
			maxLength={2000}
			label={languages.length > 1 ? t("say.in", { language: names.of(language) }) : t("say.label")}
			placeholder={t("say.without")}
			value={decision.text?.[language] ?? ""}
			onChange={(event) => {
				const { [language]: _, ...others } = decision.text ?? {};
				const words = event.currentTarget.value;
				onDecide({ ...decision, text: words === "" ? others : { ...others, [language]: words } });
			}}
		/>
	));
}

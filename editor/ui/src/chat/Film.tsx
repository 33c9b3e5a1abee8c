import { Code, Collapse, Text, UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDraft } from "../draft/DraftProvider";
import { inLanguage } from "../form/schema";
import classes from "./Chat.module.css";
import { light } from "./lit";
import type { Person, Turn } from "./types";

/** Turn by turn what the bot did and why. A turn under the pointer lights its path on the canvas. */
export function Film({ film, people }: { film: readonly Turn[]; people: readonly Person[] }) {
	const { t } = useTranslation("chat");
	const [open, setOpen] = useState<number>();
	useEffect(() => () => light(undefined), []);
	const held = film.find((x) => x.id === open);
	if (film.length === 0) {
		return (
			<Text size="sm" c="dimmed" p="md">
				{t("no_film")}
			</Text>
		);
	}
	return (
		<ol className={classes.film}>
			{film.toReversed().map((turn) => {
				const trouble = turn.blocks.some((b) => b.error) || turn.calls.some((c) => !c.ok);
				const who = people.length > 1 ? people.find((p) => p.name === turn.person)?.title : undefined;
				return (
					<li key={turn.id} className={classes.turn} onMouseEnter={() => light(turn)} onMouseLeave={() => light(held)}>
						<UnstyledButton
							className={classes.turnHead}
							aria-expanded={open === turn.id}
							onFocus={() => light(turn)}
							onClick={() => {
								const next = open === turn.id ? undefined : turn.id;
								setOpen(next);
								light(next === undefined ? undefined : turn);
							}}
						>
							<IconChevronRight
								size={14}
								aria-hidden="true"
								style={{ transform: open === turn.id ? "rotate(90deg)" : undefined, flex: "none" }}
							/>
							<span className={classes.turnText}>
								{who && <b>{who}: </b>}
								{turn.event.text || t(`event.${turn.event.kind}`, { defaultValue: turn.event.kind })}
							</span>
							{trouble && <span className={classes.trouble}>{t("trouble")}</span>}
							<small>{t("blocks_passed", { count: turn.blocks.length })}</small>
						</UnstyledButton>
						<Collapse expanded={open === turn.id}>{open === turn.id && <TurnDetails turn={turn} />}</Collapse>
					</li>
				);
			})}
		</ol>
	);
}

function TurnDetails({ turn }: { turn: Turn }) {
	const { t, i18n } = useTranslation("chat");
	const document = useDraft((d) => d.document);
	const catalogue = useDraft((d) => d.catalogue);
	const reveal = useDraft((d) => d.reveal);
	return (
		<ol className={classes.passed}>
			{turn.blocks.map((b, i) => {
				const type = catalogue.types.find((x) => x.name === b.type);
				const label =
					document.flows.find((f) => f.id === b.flow)?.blocks.find((x) => x.id === b.block)?.label ||
					inLanguage(type?.title, i18n.language) ||
					b.block;
				const exit = inLanguage(type?.exits.find((e) => e.name === b.exit)?.title, i18n.language) || b.exit;
				return (
					// biome-ignore lint/suspicious/noArrayIndexKey: a block may be passed several times
					<li key={i} className={classes.step}>
						<UnstyledButton className={classes.stepName} onClick={() => reveal(b.flow, b.block)}>
							{label}
						</UnstyledButton>
						{exit && <small> → {exit}</small>}
						{b.error && (
							<Text size="xs" c="var(--error)">
								{b.error.text}
							</Text>
						)}
						{b.sets?.map((s) => (
							<div key={s.name} className={classes.set}>
								{s.name}: <s>{shown(s.before)}</s> → <b>{shown(s.after)}</b>
							</div>
						))}
						{b.http?.map((h) => (
							<details key={`${h.method} ${h.url} ${h.ms}`} className={classes.http}>
								<summary>
									{h.method} {h.url} · {h.status || t("no_answer")} · {h.ms} ms
								</summary>
								{h.request !== undefined && <Code block>{shown(h.request)}</Code>}
								{h.response !== undefined && <Code block>{shown(h.response)}</Code>}
							</details>
						))}
					</li>
				);
			})}
			{turn.calls.map((c, i) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: calls have no other name
				<li key={i} className={classes.call}>
					<Code>{c.method}</Code> {c.text}
					{!c.ok && (
						<Text size="xs" c="var(--error)">
							{c.error ?? t("telegram_refused")}
						</Text>
					)}
				</li>
			))}
		</ol>
	);
}

function shown(v: unknown): string {
	return v === undefined || v === null ? "—" : typeof v === "string" ? v : JSON.stringify(v, null, 1);
}

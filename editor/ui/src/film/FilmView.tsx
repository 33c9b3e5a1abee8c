import { Button, Collapse, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconChevronRight, IconRoute, IconSend, IconWorld } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client";
import { readable } from "../ui/readable";
import classes from "./film.module.css";
import type { Turn } from "./lit";
import type { FilmWords } from "./words";

interface Props {
	/** The newest first. */
	turns: readonly Turn[];
	words: FilmWords;
	/** Whose turn each is, where it is not always the same person's. */
	who?: (person: string) => string | undefined;
	/** Beside the heading of each, such as when it was. */
	aside?: (turn: Turn) => ReactNode;
	/** Called with the turn that is open or under the pointer. */
	onLight?: (turn: Turn | undefined) => void;
	/** Brings a block into view. */
	onBlock: (flow: string, block: string) => void;
	/** Shows the path of a turn elsewhere. */
	onShow?: (turn: Turn) => void;
}

/** Turn by turn what the bot did and why. */
export function FilmView({ turns, words, who, aside, onLight, onBlock, onShow }: Props) {
	const { t } = useTranslation("film");
	const [open, setOpen] = useState<number>();
	const held = turns.find((turn) => turn.id === open);
	useEffect(() => () => onLight?.(undefined), [onLight]);
	return (
		<ol className={classes.film}>
			{turns.map((turn) => {
				const trouble = turn.blocks.some((b) => b.error) || turn.calls.some((c) => !c.ok);
				const whose = who?.(turn.person);
				const opened = open === turn.id;
				return (
					<li
						key={turn.id}
						className={classes.turn}
						onMouseEnter={() => onLight?.(turn)}
						onMouseLeave={() => onLight?.(held)}
					>
						<UnstyledButton
							className={classes.head}
							aria-expanded={opened}
							onFocus={() => onLight?.(turn)}
							onClick={() => {
								setOpen(opened ? undefined : turn.id);
								onLight?.(opened ? undefined : turn);
							}}
						>
							<IconChevronRight size={14} aria-hidden="true" className={classes.arrow} data-open={opened} />
							<span className={classes.event}>
								{whose && <b>{whose}: </b>}
								<EventText turn={turn} />
							</span>
							{trouble && <span className={classes.trouble}>{t("trouble")}</span>}
							<small>{aside ? aside(turn) : t("blocks_passed", { count: turn.blocks.length })}</small>
						</UnstyledButton>
						<Collapse expanded={opened}>
							{opened && (
								<>
									<TurnDetails turn={turn} words={words} onBlock={onBlock} />
									{onShow && turn.blocks.length > 0 && (
										<Button
											variant="light"
											size="compact-sm"
											className={classes.show}
											leftSection={<IconRoute size={15} />}
											onClick={() => onShow(turn)}
										>
											{t("show")}
										</Button>
									)}
								</>
							)}
						</Collapse>
					</li>
				);
			})}
		</ol>
	);
}

/** What came, in the person's words where they have some. */
export function EventText({ turn }: { turn: Turn }) {
	const { t } = useTranslation("film");
	const kind = t(`event.${turn.event.kind}`, { defaultValue: turn.event.kind.replaceAll("_", " ") });
	return turn.event.text === "" ? (
		kind
	) : (
		<>
			<span className={classes.kind}>{kind}</span> {turn.event.text}
		</>
	);
}

function TurnDetails({ turn, words, onBlock }: Pick<Props, "words" | "onBlock"> & { turn: Turn }) {
	const { t } = useTranslation("film");
	return (
		<div className={classes.details}>
			{turn.blocks.length === 0 && <p className={classes.quiet}>{t(turn.heard ? "no_blocks" : "not_heard")}</p>}
			<ol className={classes.passed}>
				{turn.blocks.map((passed, i) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: a turn that is over does not change, and may pass a block twice
					<li key={i} className={classes.step} data-failed={passed.error !== undefined}>
						{words.has(passed.block) ? (
							<UnstyledButton className={classes.name} onClick={() => onBlock(passed.flow, passed.block)}>
								{words.block(passed)}
							</UnstyledButton>
						) : (
							<span className={classes.name} title={missing(passed.block, words, t)}>
								{words.block(passed)}
							</span>
						)}
						<small>
							{passed.exit === undefined
								? ` · ${t(passed.error ? "failed" : words.waits(passed.type) ? "waits" : "ends")}`
								: ` → ${words.exit(passed)}`}
						</small>
						{passed.error && (
							<p className={classes.error}>
								<IconAlertTriangle size={14} aria-hidden="true" />
								{passed.error.text}
							</p>
						)}
						{passed.sets?.map((set) => (
							<p key={set.name} className={classes.set} title={set.name}>
								{words.value(set.name)}:{" "}
								{set.before !== undefined && set.before !== null && (
									<>
										<del>{shown(set.before)}</del> →{" "}
									</>
								)}
								<ins>{shown(set.after)}</ins>
							</p>
						))}
						{passed.http?.map((exchange, n) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: calls of the same address have nothing else that tells them apart
							<HTTP key={n} exchange={exchange} />
						))}
					</li>
				))}
			</ol>
			{turn.calls.map((call, i) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a turn that is over does not change
				<p key={i} className={classes.call} data-ok={call.ok}>
					<IconSend size={13} aria-hidden="true" />
					<span>
						{call.text || t(`method.${call.method}`, { defaultValue: call.method })}
						{!call.ok && <em> {call.error ?? t("telegram_refused")}</em>}
					</span>
				</p>
			))}
		</div>
	);
}

/** Why a block cannot be shown: it is inside of another, or not there any more. */
function missing(block: string, words: FilmWords, t: TFunction<"film">): string {
	const type = words.inside(block);
	return type === undefined ? t("gone") : t("inside", { type });
}

function HTTP({ exchange }: { exchange: Schemas["ChatExchange"] }) {
	const { t } = useTranslation("film");
	const parts = [
		{ title: t("request"), packet: exchange.request },
		{ title: t("response"), packet: exchange.response },
	];
	return (
		<details className={classes.http}>
			<summary>
				<IconWorld size={13} aria-hidden="true" /> {exchange.method} {exchange.url} ·{" "}
				<b data-bad={exchange.status === 0 || exchange.status >= 400}>{exchange.status || t("no_answer")}</b> ·{" "}
				{t("app:milliseconds", { n: exchange.ms })}
			</summary>
			{exchange.error && <p className={classes.error}>{exchange.error}</p>}
			{parts.map(
				({ title, packet }) =>
					packet && (
						<div key={title}>
							<small>{title}</small>
							<pre>
								{[
									...Object.entries(packet.headers).map(([name, value]) => `${name}: ${value}`),
									readable(packet.body ?? ""),
								].join("\n")}
								{packet.cut && `\n${t("cut")}`}
							</pre>
						</div>
					),
			)}
		</details>
	);
}

function shown(value: unknown): string {
	return value === undefined || value === null ? "—" : typeof value === "string" ? value : JSON.stringify(value);
}

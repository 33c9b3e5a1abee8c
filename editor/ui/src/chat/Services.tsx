import { Button, SegmentedControl, Select, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client";
import type { Json } from "../flow/types";
import { isObject } from "../form/pointer";
import { JsonInput } from "../form/widgets/JsonField";
import classes from "./Chat.module.css";
import { ValueRow } from "./Values";

type Pretend = Schemas["ChatPretend"];

interface Props {
	services: Schemas["ChatServices"];
	set(services: Schemas["ChatServices"]): void;
}

/** What other services answer in this conversation: what is made up here, or what they really say. */
export function Services({ services, set }: Props) {
	const { t } = useTranslation("chat");
	const { call, answers, otherwise, standin } = services;
	const change = (next: Partial<Props["services"]>) => set({ call, answers, otherwise, ...next });
	return (
		<div className={classes.values}>
			<div>
				<SegmentedControl
					fullWidth
					size="xs"
					aria-label={t("services.how")}
					value={call ? "call" : "pretend"}
					onChange={(how) => change({ call: how === "call" })}
					data={[
						{ value: "pretend", label: t("services.pretend") },
						{ value: "call", label: t("services.call") },
					]}
				/>
				<Text size="xs" c="dimmed" mt={8}>
					{t(call ? "services.call_about" : "services.pretend_about")}
				</Text>
			</div>
			{!call && standin && <Text size="sm">{standin}</Text>}
			{!call &&
				answers.map((answer, i) => (
					<Answer
						key={`${answer.method} ${answer.url}`}
						title={`${answer.method ?? ""} ${answer.url ?? ""}`.trim()}
						answer={answer}
						onChange={(next) => change({ answers: answers.with(i, next) })}
					/>
				))}
			{!call && (
				<Answer
					title={t(answers.length > 0 || standin ? "services.others" : "services.every")}
					answer={otherwise}
					onChange={(next) => change({ otherwise: next })}
				/>
			)}
		</div>
	);
}

const outcomes = ["200", "404", "403", "500", "fail"] as const;

function Answer({ title, answer, onChange }: { title: string; answer: Pretend; onChange(answer: Pretend): void }) {
	const { t } = useTranslation("chat");
	const [whole, setWhole] = useState(false);
	/** What is being written and not yet said to the server. */
	const [body, setBody] = useState(answer.body as Json | undefined);
	const outcome = answer.fail ? "fail" : String(answer.status ?? 200);
	const rows = !whole && plain(answer.body as Json | undefined);
	return (
		<section aria-label={title} className={classes.answer}>
			<Text component="h3" size="xs" fw={650} c="dimmed" m={0} className={classes.address}>
				{title}
			</Text>
			<Select
				size="xs"
				aria-label={t("services.outcome_of", { what: title })}
				allowDeselect={false}
				value={outcome}
				data={[...new Set([...outcomes, outcome])].map((o) => ({
					value: o,
					label: t(`services.outcome.${o}`, { defaultValue: o }),
				}))}
				onChange={(o) =>
					onChange(
						o === "fail"
							? { ...answer, status: undefined, fail: true }
							: { ...answer, status: Number(o), fail: undefined },
					)
				}
			/>
			{!answer.fail && rows && (
				<>
					{Object.entries(rows).map(([name, value]) => (
						<ValueRow
							key={name}
							name={name}
							value={value}
							onChange={(next) => onChange({ ...answer, body: { ...rows, [name]: next } })}
						/>
					))}
					<Button
						size="compact-sm"
						variant="subtle"
						w="fit-content"
						ml={-8}
						onClick={() => {
							setBody(rows);
							setWhole(true);
						}}
					>
						{t("services.whole")}
					</Button>
				</>
			)}
			{!answer.fail && !rows && (
				// biome-ignore lint/a11y/noStaticElementInteractions: only hears when the field within is left
				<div
					onBlur={() => {
						if (JSON.stringify(body) !== JSON.stringify(answer.body)) {
							onChange({ ...answer, body });
						}
					}}
				>
					<JsonInput label={t("services.answer_of", { what: title })} value={body} onChange={setBody} />
				</div>
			)}
		</section>
	);
}

/** An answer that is shown as names with values: it has some, and none of them holds others. */
function plain(body: Json | undefined): Record<string, Json> | undefined {
	if (!isObject(body)) {
		return undefined;
	}
	const all = Object.entries(body);
	const shown = all.flatMap(([name, value]): [string, Json][] =>
		value === undefined || (typeof value === "object" && value !== null) ? [] : [[name, value]],
	);
	return shown.length > 0 && shown.length === all.length ? Object.fromEntries(shown) : undefined;
}

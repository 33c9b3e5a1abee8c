import { Button, Code, Loader, Switch, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconFlask } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { botQuery } from "../api/bots";
import { answer, api } from "../api/client";
import type { BlockType } from "../api/types";
import { mayCall } from "../blocks/registry";
import { isPackage } from "../flow/packages";
import type { Block, Json } from "../flow/types";
import { comeIntoView } from "../ui/comeIntoView";
import { MessageHTML } from "../ui/MessageHTML";
import { useReason } from "../ui/problem-text";
import { readable } from "../ui/readable";
import { AnswerParts } from "./AnswerParts";
import { useNameTitle, useWords } from "./context";
import classes from "./form.module.css";
import { namesIn } from "./reads";
import { inLanguage } from "./schema";

/** Runs one block with sample values and shows what came of it. */
export function TryBlock({ bot, block, type }: { bot: string; block: Block; type: BlockType | undefined }) {
	const { t, language } = useWords();
	const title = useNameTitle();
	const reason = useReason();
	const [opened, { toggle }] = useDisclosure(false);
	const [values, setValues] = useState<Record<string, string>>({});
	const [said, setSaid] = useState("");
	/** Services are really called, for whoever may use the bot's keys; else they answer with nothing. */
	const [call, setCall] = useState(false);
	const calls = mayCall(block.type);
	const allowed = useQuery({ ...botQuery(bot), enabled: opened }).data?.can.includes("secret.write") ?? false;
	/** What a call waits for is not said by anybody; a block of a package may wait for either. */
	const listens = type?.waits === true && (!calls || isPackage(block.type));
	const names = namesIn(block.config);
	const run = useMutation({
		mutationFn: () =>
			answer(
				api.POST("/bots/{bot}/try", {
					params: { path: { bot } },
					body: {
						block,
						values: Object.fromEntries(Object.entries(values).map(([n, v]) => [n, guessed(v)])),
						...(listens && said !== "" ? { say: said } : {}),
						...(call && calls && allowed ? { call } : {}),
					},
				}),
			),
	});
	const result = run.data;
	return (
		<section className={classes.panel} aria-label={t("try")}>
			<Button
				variant="subtle"
				size="compact-sm"
				leftSection={<IconFlask size={15} />}
				aria-expanded={opened}
				onClick={toggle}
			>
				{t("try")}
			</Button>
			{opened && (
				<div ref={comeIntoView} className={classes.panelBody}>
					<Text size="xs" className={classes.soft}>
						{t("try_help")}
					</Text>
					{names.map((n) => (
						<TextInput
							key={n}
							label={title(n)}
							placeholder={n}
							value={values[n] ?? ""}
							onChange={(e) => setValues({ ...values, [n]: e.currentTarget.value })}
						/>
					))}
					{listens && (
						<TextInput label={t("try_answer")} value={said} onChange={(e) => setSaid(e.currentTarget.value)} />
					)}
					{calls && allowed && (
						<Switch size="sm" label={t("try_call")} checked={call} onChange={(e) => setCall(e.currentTarget.checked)} />
					)}
					<Button
						w="fit-content"
						onClick={() => run.mutate()}
						leftSection={run.isPending ? <Loader size={14} /> : undefined}
						disabled={run.isPending}
					>
						{t("try_run")}
					</Button>
					{run.isError && (
						<Text size="sm" c="var(--error)" role="alert">
							{t("try_failed", { why: reason(run.error) })}
						</Text>
					)}
					{result && (
						<div ref={comeIntoView} className={classes.form} role="status">
							{result.error ? (
								<Text size="sm" c="var(--error)">
									{result.error}
								</Text>
							) : (
								<Part title={t("try_exit")}>
									{result.exit === undefined
										? t("try_waits")
										: inLanguage(type?.exits.find((e) => e.name === result.exit)?.title, language) || result.exit}
								</Part>
							)}
							{result.request && (
								<Part title={t("try_request")}>
									<Code block>
										{`${result.request.method} ${result.request.url}\n${lines(result.request.headers)}${readable(result.request.body ?? "")}`}
									</Code>
								</Part>
							)}
							{result.response && (
								<Part title={`${t("try_response")}: ${result.response.status} · ${result.response.duration_ms} ms`}>
									<Code block>{readable(result.response.body ?? "")}</Code>
								</Part>
							)}
							{result.response && savesParts(type) && <AnswerParts block={block} body={result.response.body ?? ""} />}
							<Part title={t("try_sets")}>
								{Object.keys(result.sets).length === 0
									? t("try_nothing")
									: Object.entries(result.sets).map(([n, v]) => (
											<div key={n}>
												{title(n)}: <Code>{JSON.stringify(v)}</Code>
											</div>
										))}
							</Part>
							{result.sent.length > 0 && (
								<Part title={t("try_messages")}>
									{result.sent.map((m, i) => (
										// biome-ignore lint/suspicious/noArrayIndexKey: messages that were not sent have no number
										<div key={i} className={classes.panel}>
											<MessageHTML html={m.html} />
										</div>
									))}
								</Part>
							)}
						</div>
					)}
				</div>
			)}
		</section>
	);
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
	return (
		<div>
			<Text size="xs" fw={600} className={classes.soft}>
				{title}
			</Text>
			<Text size="sm" component="div">
				{children}
			</Text>
		</div>
	);
}

/** Whether the block can keep parts of an answer by their place in it. */
function savesParts(type: BlockType | undefined): boolean {
	return type?.schema.properties?.save !== undefined && type.schema.$defs?.["http.saving"] !== undefined;
}

/** What was typed, as a number or as yes and no where it is one. */
function guessed(text: string): Json {
	return /^(-?\d+(\.\d+)?|true|false)$/.test(text) ? (JSON.parse(text) as Json) : text;
}

function lines(headers: Record<string, string> | undefined): string {
	return Object.entries(headers ?? {})
		.map(([k, v]) => `${k}: ${v}\n`)
		.join("");
}

import { Alert, Button, Group, Stack, Text, Textarea, Title } from "@mantine/core";
import { IconAlertTriangle, IconFlask, IconRocket } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";
import {
	type Decision,
	diffQuery,
	type Planned,
	planQuery,
	publish,
	revisionQuery,
	type Source,
} from "../api/publishing";
import { queries } from "../api/queries";
import type { Bot, Exit } from "../api/types";
import type { BotDocument } from "../flow/types";
import { ErrorState } from "../ui/ErrorState";
import { Loaded } from "../ui/Loaded";
import { ProblemAlert } from "../ui/ProblemAlert";
import { RowsSkeleton } from "../ui/Skeletons";
import { DiffView } from "./DiffView";
import { keyOf, plainDecision, whole } from "./decision";
import { Issues } from "./Issues";
import { PeopleInside } from "./PeopleInside";
import classes from "./publish.module.css";
import { useKnown } from "./useKnown";
import { useNamedIssues } from "./useNamedIssues";

/** What a publish does not change, though it is about the bot. */
const lasting: ReadonlySet<unknown> = new Set(["plan", "diff", "revision"]);

interface Props {
	bot: Bot;
	source: Source;
	/** What the source is. */
	document: BotDocument;
	/** Those of its blocks, as its check knows them. */
	exits?: Record<string, Exit[]>;
	onJump?: (flow: string, block: string) => void;
	onClose: () => void;
	onDone: (revision: number) => void;
	/** A dialog that is publishing must not be closed. */
	onLock: (locked: boolean) => void;
	/** Somebody changed the draft meanwhile. */
	onOutdated?: () => void;
}

/** What is in the way, who is inside, what changes, a note; then the button. */
export function PublishForm({ bot, source, document, exits, onJump, onClose, onDone, onLock, onOutdated }: Props) {
	const { t } = useTranslation("publish");
	const plan = useQuery({ ...planQuery(bot.id, source), refetchOnWindowFocus: false });
	const published = useQuery({ ...revisionQuery(bot.id, bot.revision), enabled: bot.revision > 0 });
	const known = useKnown(bot.id, published.data, document);
	const [decisions, setDecisions] = useState<ReadonlyMap<string, Decision>>(new Map());
	const [note, setNote] = useState("");
	const [key] = useState(() => crypto.randomUUID());
	const send = useMutation({
		mutationFn: () => {
			const from = plan.data?.plan?.from;
			return publish(
				bot.id,
				source,
				{
					...(note.trim() !== "" && { note: note.trim() }),
					...(from !== undefined &&
						decisions.size > 0 && { plan: { from, blocks: [...decisions.values()].map(plainDecision) } }),
				},
				key,
			);
		},
		onSuccess: async ({ revision }) => {
			await Promise.all([
				queries.invalidateQueries({ queryKey: ["bots"] }),
				queries.invalidateQueries({ queryKey: ["bot", bot.id], predicate: (q) => !lasting.has(q.queryKey[2]) }),
			]);
			onDone(revision);
		},
		onError: (error) => {
			const { code } = asProblem(error);
			if (code === "stale") {
				onOutdated?.();
			} else if (code === "plan_invalid" || code === "conflict") {
				setDecisions(new Map());
				void plan.refetch();
			}
		},
	});
	useEffect(() => {
		onLock(send.isPending);
		return () => onLock(false);
	}, [send.isPending, onLock]);

	if (plan.isError && !plan.data) {
		return <ErrorState error={plan.error} again={() => void plan.refetch()} />;
	}
	const errors = plan.data?.issues.filter((i) => i.severity === "error") ?? [];
	const open = [...decisions.values()].some((d) => !whole(d));
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				send.mutate();
			}}
		>
			<Stack gap={26}>
				{plan.data ? (
					<InTheWay planned={plan.data} bot={bot} document={document} exits={exits} onJump={onJump} />
				) : (
					<RowsSkeleton rows={2} />
				)}
				{plan.data?.plan && known && bot.revision > 0 && (
					<Part title={t("part.people")}>
						<PeopleInside
							plan={plan.data.plan}
							document={document}
							known={known}
							decisions={decisions}
							onDecide={(d) => setDecisions(new Map(decisions).set(keyOf(d), d))}
							disabled={send.isPending}
						/>
					</Part>
				)}
				<Part title={t("part.changes")}>
					{bot.revision === 0 ? (
						<Text size="sm" c="dimmed">
							{t("first", {
								flows: t("flows", { count: document.flows.length }),
								blocks: t("blocks", { count: document.flows.reduce((sum, f) => sum + f.blocks.length, 0) }),
							})}
						</Text>
					) : (
						<Changes bot={bot} source={source} known={known} />
					)}
				</Part>
				<Textarea
					autosize
					minRows={2}
					maxRows={6}
					maxLength={2000}
					label={t("note.label")}
					placeholder={t("note.example")}
					value={note}
					disabled={send.isPending}
					onChange={(event) => setNote(event.currentTarget.value)}
				/>
				<ProblemAlert error={send.error} />
			</Stack>
			<div className={classes.foot}>
				<Text size="sm" c="dimmed" role="status" className={classes.why}>
					{send.isPending
						? t("sending")
						: errors.length > 0
							? t("blocked", { count: errors.length })
							: open
								? t("undecided")
								: ""}
				</Text>
				<Group gap="sm" wrap="nowrap">
					<Button variant="default" disabled={send.isPending} onClick={onClose}>
						{t("cancel")}
					</Button>
					<Button
						type="submit"
						leftSection={<IconRocket size={17} />}
						loading={send.isPending}
						disabled={!plan.data?.plan || errors.length > 0 || open}
					>
						{t("version" in source ? "button.publish" : "button.rollback")}
					</Button>
				</Group>
			</div>
		</form>
	);
}

function Part({ title, children }: { title: string; children: ReactNode }) {
	return (
		<section>
			<Title order={3} size="h4" mb={6}>
				{title}
			</Title>
			{children}
		</section>
	);
}

function Changes({ bot, source, known }: { bot: Bot; source: Source; known: ReturnType<typeof useKnown> }) {
	const version = "version" in source ? source.version : 0;
	const to = "version" in source ? "draft" : source.revision;
	const diff = useQuery(diffQuery(bot.id, bot.revision, to, version));
	return (
		<Loaded query={diff} skeleton={<RowsSkeleton rows={3} height={64} />}>
			{(found) => (known ? <DiffView diff={found} known={known} /> : <RowsSkeleton rows={3} height={64} />)}
		</Loaded>
	);
}

/** Errors stop a publish; warnings and failed tests do not, but should be known. */
function InTheWay({
	planned,
	bot,
	document,
	exits,
	onJump,
}: {
	planned: Planned;
	bot: Bot;
	document: BotDocument;
	exits?: Record<string, Exit[]>;
	onJump?: (flow: string, block: string) => void;
}) {
	const { t } = useTranslation("publish");
	const issues = useNamedIssues(bot.id, planned.issues, document, exits);
	const errors = issues.filter((i) => i.severity === "error");
	const warnings = issues.filter((i) => i.severity === "warning");
	const failed = planned.tests?.failed ?? 0;
	if (errors.length + warnings.length + failed === 0) {
		return null;
	}
	return (
		<Stack gap="sm">
			{errors.length > 0 && (
				<Alert
					color="red"
					variant="light"
					icon={<IconAlertTriangle size={18} />}
					title={t("errors.title", { count: errors.length })}
				>
					<Issues bot={bot.id} issues={errors} onJump={onJump} />
				</Alert>
			)}
			{failed > 0 && planned.tests && (
				<Alert
					color="orange"
					variant="light"
					icon={<IconFlask size={18} />}
					title={t("tests.title", { count: failed, of: planned.tests.of })}
				>
					{t("tests.about")}
				</Alert>
			)}
			{warnings.length > 0 && (
				<Alert
					color="orange"
					variant="light"
					icon={<IconAlertTriangle size={18} />}
					title={t("warnings.title", { count: warnings.length })}
				>
					<Issues bot={bot.id} issues={warnings} onJump={onJump} />
				</Alert>
			)}
		</Stack>
	);
}

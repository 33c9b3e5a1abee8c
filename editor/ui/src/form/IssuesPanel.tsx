import { Button, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Issue } from "../api/types";
import { useDraft, useDraftStore } from "../draft/DraftProvider";
import { useUndoToast } from "../draft/useUndoToast";
import { isPackage } from "../flow/packages";
import { addedBy, hasRemedy, remedy } from "../flow/remedies";
import type { BotDocument } from "../flow/types";
import { AddPackage } from "../packages/NotInstalled";
import { sentence } from "../ui/sentence";
import classes from "./IssuesPanel.module.css";
import { type Operation, patched } from "./pointer";
import { inLanguage } from "./schema";

export interface IssueGroup {
	/** Undefined for issues of the bot itself. */
	flow: string | undefined;
	issues: Issue[];
}

/** Issues by flow in the document's order, the bot's own first; in each, errors before warnings. */
export function groupIssues(document: BotDocument, issues: readonly Issue[]): IssueGroup[] {
	const known = new Set(document.flows.map((f) => f.id));
	const flowOf = (i: Issue) => (i.flow !== undefined && known.has(i.flow) ? i.flow : undefined);
	const order = (i: Issue) => (i.severity === "error" ? 0 : 1);
	return [undefined, ...document.flows.map((f) => f.id)]
		.map((flow) => ({
			flow,
			issues: issues.filter((i) => flowOf(i) === flow).sort((a, b) => order(a) - order(b)),
		}))
		.filter((g) => g.issues.length > 0);
}

/** Whether an issue is about a package that is not here in any version, so that nothing but installing it helps. */
function missing(issue: Issue, document: BotDocument): boolean {
	const { code } = issue;
	const unknown = code === "block_type_unknown" && isPackage(typeOfIssue(issue, document));
	return code === "block_not_added" || code === "block_version_missing" || unknown;
}

function typeOfIssue({ flow, block }: Issue, document: BotDocument): string {
	return document.flows.find((f) => f.id === flow)?.blocks.find((b) => b.id === block)?.type ?? "";
}

/** What is wrong with the draft, with a way to each place and quick fixes that undo takes back. */
export function IssuesPanel() {
	const { t, i18n } = useTranslation("issues");
	const store = useDraftStore();
	const said = useUndoToast();
	const document = useDraft((d) => d.document);
	const issues = useDraft((d) => d.issues);
	const catalogue = useDraft((d) => d.catalogue);
	const readOnly = useDraft((d) => d.readOnly);
	const reveal = useDraft((d) => d.reveal);
	const edit = useDraft((d) => d.edit);
	const errors = issues.filter((i) => i.severity === "error").length;

	function fix(title: string, changes: readonly Operation[]) {
		const before = store.getState().document;
		edit({
			name: "command.fix",
			run: (d) => {
				try {
					return patched(d, changes);
				} catch {
					return d; // the place has changed since the server looked; its next answer brings a new fix
				}
			},
		});
		if (store.getState().document !== before) {
			said(t("fixed", { what: title }));
		}
	}

	/** Adds what is missing, and opens the text of it: it is the author's to write. */
	function add(i: Issue, flow: string) {
		const before = store.getState().document;
		const title = t(`remedy.${i.code}.title`);
		edit(remedy(i.code, flow, t(`remedy.${i.code}.text`)));
		const block = addedBy(before, store.getState().document);
		if (block !== undefined) {
			reveal(flow, block);
			said(t("fixed", { what: title }));
		}
	}

	function where(i: Issue): string {
		const block = document.flows.find((f) => f.id === i.flow)?.blocks.find((b) => b.id === i.block);
		return block
			? block.label || inLanguage(catalogue.types.find((x) => x.name === block.type)?.title, i18n.language) || block.id
			: "";
	}

	if (issues.length === 0) {
		return (
			<Stack align="center" gap={6} p="xl" role="status">
				<IconCircleCheck size={36} stroke={1.4} color="var(--good)" aria-hidden="true" />
				<Text fw={600}>{t("none")}</Text>
				<Text size="sm" c="dimmed" ta="center" textWrap="balance">
					{t("none_help")}
				</Text>
			</Stack>
		);
	}
	return (
		<section className={classes.panel} aria-label={t("title")}>
			<Text size="sm" c="dimmed" role="status">
				{errors > 0 ? t("errors", { count: errors }) : t("only_warnings", { count: issues.length })}
			</Text>
			{groupIssues(document, issues).map((group) => (
				<div key={group.flow ?? ""} className={classes.group}>
					<Text component="h3" size="xs" fw={650} className={classes.flow}>
						{group.flow === undefined ? t("of_bot") : document.flows.find((f) => f.id === group.flow)?.name}
					</Text>
					<ul className={classes.list}>
						{group.issues.map((i) => {
							const place = where(i);
							const quick = i.fix;
							const body = (
								<>
									{i.severity === "error" ? (
										<IconCircleX size={17} stroke={1.7} color="var(--error)" aria-label={t("error")} />
									) : (
										<IconAlertTriangle size={17} stroke={1.7} color="var(--warning)" aria-label={t("warning")} />
									)}
									<span className={classes.words}>
										{place && <b>{place}</b>}
										<span>{sentence(i.message)}</span>
									</span>
								</>
							);
							const { flow, block } = i;
							return (
								<li key={`${i.code} ${i.path} ${i.message}`} className={classes.issue}>
									{flow !== undefined && block !== undefined && place ? (
										<UnstyledButton className={classes.jump} onClick={() => reveal(flow, block)}>
											{body}
										</UnstyledButton>
									) : (
										<div className={classes.jump}>{body}</div>
									)}
									{!quick && missing(i, document) && (
										<AddPackage type={typeOfIssue(i, document)} shipped={i.code === "block_not_added"} />
									)}
									{!quick && flow !== undefined && hasRemedy(i.code) && (
										<Button
											size="compact-sm"
											className={classes.fix}
											variant="light"
											disabled={readOnly}
											onClick={() => add(i, flow)}
										>
											{t(`remedy.${i.code}.title`)}
										</Button>
									)}
									{quick && (
										<Button
											size="compact-sm"
											className={classes.fix}
											variant="light"
											disabled={readOnly}
											onClick={() => fix(quick.title, quick.changes)}
										>
											{quick.title}
										</Button>
									)}
								</li>
							);
						})}
					</ul>
				</div>
			))}
		</section>
	);
}

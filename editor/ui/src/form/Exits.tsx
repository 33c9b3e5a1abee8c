import { ActionIcon, Group, Select, Stack, Text } from "@mantine/core";
import { IconFocus2 } from "@tabler/icons-react";
import { useDraft } from "../draft/DraftProvider";
import { connect, disconnect } from "../flow/blocks";
import { exitsOf } from "../flow/exits";
import { setField } from "../flow/fields";
import type { Block, Flow } from "../flow/types";
import { useForm, useWords } from "./context";
import { IssueLines } from "./FieldFrame";
import classes from "./form.module.css";
import { below, issuesAt } from "./pointer";
import { inLanguage } from "./schema";

const end = "#end";
const inherit = "#inherit";

/** Where each exit of a block leads, to be changed without the canvas. The path is that of the block's exits in the document. */
export function Exits({ flow, block, path }: { flow: Flow; block: Block; path: string }) {
	const { t, language } = useWords();
	const { issues } = useForm();
	const catalogue = useDraft((d) => d.catalogue);
	const known = useDraft((d) => d.exits[block.id]);
	const edit = useDraft((d) => d.edit);
	const reveal = useDraft((d) => d.reveal);
	const type = catalogue.types.find((x) => x.name === block.type);
	const exits = exitsOf(block, type, known);
	const targets = flow.blocks
		.filter((b) => !catalogue.types.find((x) => x.name === b.type)?.trigger)
		.map((b) => ({
			value: b.id,
			label: b.label || inLanguage(catalogue.types.find((x) => x.name === b.type)?.title, language) || b.id,
		}));
	return (
		<div className={classes.form}>
			<Text size="sm" c="dimmed">
				{t("exits_help")}
			</Text>
			{exits.map((exit) => {
				const to = flow.edges.find((e) => e.from === block.id && e.exit === exit.name)?.to;
				const open = block.exits?.[exit.name];
				const title = inLanguage(exit.title, language) || exit.name;
				const now = to ?? (open === "end" ? end : open === "inherit" ? inherit : null);
				return (
					<Stack key={exit.name} gap={4}>
						<Group gap={6} wrap="nowrap" align="flex-end">
							<Select
								className={classes.grow}
								label={title}
								data={[
									...targets,
									{ value: end, label: t("exit_end") },
									...(exit.inherit ? [{ value: inherit, label: t("exit_inherit") }] : []),
								]}
								value={now}
								searchable
								clearable
								nothingFoundMessage={t("nothing_found")}
								placeholder={exit.inherit ? t("exit_inherit") : t("exit_open")}
								onChange={(v) => {
									const way = { from: block.id, exit: exit.name };
									if (v !== null && v !== end && v !== inherit) {
										edit(connect(flow.id, way, v));
										return;
									}
									if (to !== undefined) {
										edit(disconnect(flow.id, [way]));
									}
									const { [exit.name]: _, ...rest } = block.exits ?? {};
									const next = v === null ? rest : { ...rest, [exit.name]: v === end ? "end" : "inherit" };
									edit(setField(flow.id, block.id, "exits", Object.keys(next).length === 0 ? undefined : next));
								}}
							/>
							<ActionIcon
								variant="default"
								size={36}
								aria-label={t("exit_jump")}
								disabled={to === undefined}
								onClick={() => to !== undefined && reveal(flow.id, to)}
							>
								<IconFocus2 size={16} />
							</ActionIcon>
						</Group>
						<IssueLines issues={issuesAt(issues, below(path, exit.name))} />
					</Stack>
				);
			})}
		</div>
	);
}

import { ActionIcon, Collapse, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconHelpCircle } from "@tabler/icons-react";
import { type ReactNode, use, useId } from "react";
import type { Issue } from "../api/types";
import { sentence } from "../ui/sentence";
import { FormContext, useNameTitle, useWords } from "./context";
import classes from "./form.module.css";
import { pieces } from "./template";

interface Props {
	label: string;
	help?: string;
	required?: boolean;
	issues?: readonly Issue[];
	/** Stands at the right end of the label's line. */
	aside?: ReactNode;
	children: ReactNode;
}

/** The label, the help and the issues around a field. */
export function FieldFrame({ label, help, required, issues = [], aside, children }: Props) {
	const { t } = useWords();
	const [opened, { toggle }] = useDisclosure(false);
	const id = useId();
	return (
		// biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot stand in a line with the help
		<div role="group" aria-labelledby={id} className={classes.field}>
			<Group gap={4} wrap="nowrap" mih={24}>
				<Text component="span" id={id} size="sm" fw={550}>
					{label}
					{required && (
						<Text component="span" c="var(--error)" title={t("required")}>
							{" *"}
						</Text>
					)}
				</Text>
				{help && (
					<ActionIcon
						variant="subtle"
						color="gray"
						size={24}
						className={classes.about}
						aria-label={t("help_about", { what: label })}
						aria-expanded={opened}
						onClick={toggle}
					>
						<IconHelpCircle size={15} stroke={1.6} />
					</ActionIcon>
				)}
				<span className={classes.grow} />
				{aside}
			</Group>
			{help && <Collapse expanded={opened}>{opened && <Help text={help} />}</Collapse>}
			{children}
			<IssueLines issues={issues} />
		</div>
	);
}

/** A help in which values are chips, as in the texts that it is about. */
export function Help({ text }: { text: string }) {
	const { t } = useWords();
	const title = useNameTitle();
	return (
		<Text size="xs" className={classes.help}>
			{pieces(text).map((p, i) =>
				p.kind === "text" ? (
					p.text
				) : (
					// biome-ignore lint/suspicious/noArrayIndexKey: parts of a fixed text
					<span key={i} className={classes.chip}>
						{p.source === "" ? t("value") : title(p.source)}
					</span>
				),
			)}
		</Text>
	);
}

/** Issues of what is being written, as far as the form does not say them already. */
export function FreshIssues({ issues }: { issues: readonly Issue[] }) {
	const known = use(FormContext)?.issues ?? [];
	return <IssueLines issues={issues.filter((i) => !known.some((k) => k.message === i.message))} />;
}

/** Issues in words below what they are about. */
export function IssueLines({ issues }: { issues: readonly Issue[] }) {
	return issues.map((i) => (
		<Text key={i.code + i.path + i.message} size="xs" role="alert" className={classes.issue} data-severity={i.severity}>
			{sentence(i.message)}
		</Text>
	));
}

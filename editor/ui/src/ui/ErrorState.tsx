import { Button, Text, Title } from "@mantine/core";
import { IconCloudOff, IconMoodConfuzed } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";
import { useProblemText } from "./problem-text";
import classes from "./states.module.css";

/** Says in plain words why something could not be shown, and offers to try again. */
export function ErrorState({ error, again }: { error: unknown; again?: () => void }) {
	const { t } = useTranslation("app");
	const problem = asProblem(error);
	const { title, detail } = useProblemText()(problem);
	return (
		<div className={classes.state} role="alert">
			<span className={classes.icon} aria-hidden="true">
				{problem.status === 0 ? <IconCloudOff size={28} /> : <IconMoodConfuzed size={28} />}
			</span>
			<Title order={2} size="h4">
				{title}
			</Title>
			{detail !== "" && (
				<Text c="dimmed" maw={440}>
					{detail}
				</Text>
			)}
			{again && (
				<Button variant="default" onClick={again}>
					{t("again")}
				</Button>
			)}
		</div>
	);
}

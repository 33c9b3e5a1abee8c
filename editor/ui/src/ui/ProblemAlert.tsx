import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { asProblem } from "../api/problem";
import { useProblemText } from "./problem-text";

/** Says above the button of a form why it was refused; nothing without an error. */
export function ProblemAlert({ error }: { error: unknown }) {
	const say = useProblemText();
	if (!error) {
		return null;
	}
	const { title, detail } = say(asProblem(error));
	return (
		<Alert color="red" variant="light" role="alert" icon={<IconAlertTriangle size={18} />} title={title}>
			{detail}
		</Alert>
	);
}

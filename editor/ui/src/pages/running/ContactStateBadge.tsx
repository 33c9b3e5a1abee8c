import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ContactState } from "../../api/running";

const colors: Record<ContactState, string> = { inside: "brand", idle: "gray", failed: "red", blocked: "orange" };

/** How a person and the bot stand to each other, in a word. */
export function ContactStateBadge({ state }: { state: ContactState }) {
	const { t } = useTranslation("running");
	return (
		<Badge variant="light" color={colors[state]}>
			{t(`contacts.state.${state}`)}
		</Badge>
	);
}

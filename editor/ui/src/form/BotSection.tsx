import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import panel from "./BotSettings.module.css";

/** A part of the bot's settings on a card of its own. */
export function Section({ title, help, children }: { title: string; help?: string; children: ReactNode }) {
	return (
		<section className={panel.section} aria-label={title}>
			<Text component="h2" fw={650} m={0}>
				{title}
			</Text>
			{help && (
				<Text size="sm" c="dimmed">
					{help}
				</Text>
			)}
			{children}
		</section>
	);
}

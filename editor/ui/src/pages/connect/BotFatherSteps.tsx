import { Anchor, Text } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Conversation, type ShownBubble } from "../../ui/Conversation";
import classes from "./BotFatherSteps.module.css";

/** How to get a token from BotFather, in three pictures of the conversation with it. */
export function BotFatherSteps() {
	const { t } = useTranslation("start");
	const steps: { name: "open" | "name" | "token"; bubbles: ShownBubble[] }[] = [
		{
			name: "open",
			bubbles: [
				{ from: "person", text: "/start" },
				{ from: "bot", text: "I can help you create and manage Telegram bots." },
				{ from: "person", text: "/newbot" },
			],
		},
		{
			name: "name",
			bubbles: [
				{ from: "bot", text: "Alright, a new bot. How are we going to call it?" },
				{ from: "person", text: t("connect.step.sample_name") },
				{ from: "bot", text: "Good. Now let’s choose a username. It must end in <b>bot</b>." },
				{ from: "person", text: "corner_coffee_bot" },
			],
		},
		{
			name: "token",
			bubbles: [
				{
					from: "bot",
					text: "Done! Use this token to access the HTTP API:\n<code>123456789:AAHk2-x9…</code>\nKeep your token <b>secure</b>.",
				},
			],
		},
	];
	return (
		<ol className={classes.steps}>
			{steps.map(({ name, bubbles }, i) => (
				<li key={name} className={classes.step}>
					<div className={classes.words}>
						<span className={classes.number} aria-hidden="true">
							{i + 1}
						</span>
						<div>
							<Text fw={600} size="sm">
								{t(`connect.step.${name}.title`)}
							</Text>
							<Text size="sm" c="dimmed">
								{t(`connect.step.${name}.about`)}
							</Text>
							{name === "open" && (
								<Anchor
									href="https://t.me/BotFather"
									target="_blank"
									rel="noopener noreferrer"
									size="sm"
									className={classes.link}
								>
									{t("connect.step.botfather")}
									<IconExternalLink size={14} aria-hidden="true" />
								</Anchor>
							)}
						</div>
					</div>
					<div className={classes.picture}>
						<Conversation bubbles={bubbles} label={t(`connect.step.${name}.picture`)} />
					</div>
				</li>
			))}
		</ol>
	);
}

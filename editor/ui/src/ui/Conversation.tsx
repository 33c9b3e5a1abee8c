import classes from "./Conversation.module.css";
import { MessageHTML } from "./MessageHTML";

export interface ShownBubble {
	from: "bot" | "person";
	/** In Telegram's HTML. */
	text: string;
	buttons?: string[][];
}

interface Props {
	bubbles: readonly ShownBubble[];
	/** What the picture shows, for those who do not see it; without it, it is a decoration. */
	label?: string;
}

/** A picture of a conversation in Telegram: bubbles and buttons that cannot be pressed. */
export function Conversation({ bubbles, label }: Props) {
	return (
		<div className={classes.chat} inert {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}>
			{bubbles.map((bubble, i) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a picture does not change its order
				<div key={i} className={bubble.from === "bot" ? classes.bot : classes.person}>
					<div className={classes.bubble}>
						<MessageHTML html={bubble.text} />
					</div>
					{bubble.buttons?.map((row) => (
						<div key={row.join()} className={classes.row}>
							{row.map((button) => (
								<span key={button} className={classes.button}>
									{button}
								</span>
							))}
						</div>
					))}
				</div>
			))}
		</div>
	);
}

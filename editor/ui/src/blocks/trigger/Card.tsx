import { fieldOf, textOf } from "../../flow/exits";
import type { Block } from "../../flow/types";
import { CardText } from "../CardText";
import type { CardLook, CardProps } from "../card";
import classes from "../cards.module.css";
import { SummaryCard } from "../SummaryCard";
import { useCardWords } from "../useCardWords";
import { durationWords } from "../words";

/** What starts a conversation: the words of the user, or what happens. */
function TriggerCard(props: CardProps) {
	const { block } = props;
	const { language } = useCardWords();
	const config = block.config;
	const said = saidTo(block);
	if (said.length > 0) {
		return (
			<div className={classes.own}>
				{said.slice(0, 4).map((word) => (
					<span key={word} className={classes.said}>
						<CardText text={word} most={40} />
					</span>
				))}
				{said.length > 4 && <span className={classes.soft}>+{said.length - 4}</span>}
			</div>
		);
	}
	const after = fieldOf(config, "after");
	if (Array.isArray(after)) {
		return <div className={classes.summary}>{after.map((a) => durationWords(a, language)).join(", ")}</div>;
	}
	return <SummaryCard {...props} />;
}

/** The words or times that a trigger is for; none of other blocks. */
export function saidTo({ type, config }: Block): string[] {
	if (type === "trigger.command") {
		return [`/${textOf(fieldOf(config, "command"))}`];
	}
	if (!type.startsWith("trigger.")) {
		return [];
	}
	const words = fieldOf(config, type === "trigger.schedule" ? "at" : "words");
	return Array.isArray(words) ? words.map((w) => textOf(w)) : [];
}

export const triggerLook: CardLook = { Card: TriggerCard };

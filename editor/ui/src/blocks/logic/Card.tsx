import { IconClock } from "@tabler/icons-react";
import { fieldOf, textOf } from "../../flow/exits";
import type { CardLook, CardProps } from "../card";
import classes from "../cards.module.css";
import { SummaryCard } from "../SummaryCard";
import { useCardWords } from "../useCardWords";
import { durationWords } from "../words";

/** Delays show a clock, jumps where they go; branches are the exits themselves. */
function LogicCard(props: CardProps) {
	const { t, language, flowName, blockName } = useCardWords();
	const { block } = props;
	switch (block.type) {
		case "logic.delay":
			return (
				<div className={classes.big}>
					<IconClock size={22} stroke={1.5} aria-hidden="true" />
					{durationWords(fieldOf(block.config, "for"), language) || <SummaryCard {...props} />}
				</div>
			);
		case "logic.jump":
		case "logic.call": {
			const target = textOf(fieldOf(block.config, "block"));
			const flow = flowName(textOf(fieldOf(block.config, "flow")));
			return (
				<div className={classes.summary}>
					{flow === "" ? t("card.no_target") : `→ ${flow}`}
					{target !== "" && ` · ${blockName(target)}`}
				</div>
			);
		}
		case "logic.condition":
		case "logic.switch":
		case "logic.split":
		case "logic.end":
			return null;
		default:
			return <SummaryCard {...props} />;
	}
}

export const logicLook: CardLook = { Card: LogicCard };

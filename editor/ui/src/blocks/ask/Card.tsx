import { fieldOf, textOf } from "../../flow/exits";
import type { Json } from "../../flow/types";
import { BlockIcon } from "../../ui/BlockIcon";
import { CardText } from "../CardText";
import type { CardLook, CardProps } from "../card";
import classes from "../cards.module.css";
import { useCardWords } from "../useCardWords";

/** A question with the field, or the buttons, in which the user answers. */
function AskCard({ block, type, languages }: CardProps) {
	const { t } = useCardWords();
	const prompt = textOf(fieldOf(block.config, "prompt", "text"), ...languages);
	const saved = textOf(fieldOf(block.config, "save_to"));
	const choices = choicesOf(block.config, languages);
	return (
		<div className={classes.talk}>
			<div className={classes.bubble}>
				{prompt === "" ? <span className={classes.soft}>{t("card.no_question")}</span> : <CardText text={prompt} />}
			</div>
			{choices.length > 0 ? (
				<div className={classes.choices}>
					{choices.slice(0, 6).map((label, i) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: choices may be alike
						<span key={i} className={classes.button}>
							<CardText text={label} most={30} />
						</span>
					))}
					{choices.length > 6 && <span className={classes.soft}>{t("card.more", { count: choices.length - 6 })}</span>}
				</div>
			) : (
				<div className={classes.field}>
					<BlockIcon name={type?.icon ?? "forms"} size={15} />
					<span>{t("card.answer")}</span>
					{saved !== "" && <CardText text={`{{ ${saved} }}`} />}
				</div>
			)}
		</div>
	);
}

function choicesOf(config: Json | undefined, languages: readonly string[]): string[] {
	const options = fieldOf(config, "options");
	if (Array.isArray(options)) {
		return options.map((o) => textOf(fieldOf(o, "label"), ...languages));
	}
	const list = textOf(fieldOf(config, "list", "label"), ...languages);
	if (list !== "") {
		return [list];
	}
	const presets = fieldOf(config, "presets");
	if (Array.isArray(presets)) {
		return presets.map((p) => textOf(p));
	}
	return ["yes", "no"].map((k) => textOf(fieldOf(config, k, "label"), ...languages)).filter((label) => label !== "");
}

export const askLook: CardLook = { Card: AskCard };

import { fieldOf, textOf } from "../../flow/exits";
import { CardText } from "../CardText";
import type { CardLook, CardProps } from "../card";
import classes from "../cards.module.css";
import { ExitDot } from "../ExitDot";
import { useCardWords } from "../useCardWords";
import { priceWords } from "../words";

/** An invoice as Telegram shows it; paying is the way on. */
function InvoiceCard({ block, exits, languages }: CardProps) {
	const { t, language, title } = useCardWords();
	const amount = fieldOf(block.config, "amount");
	const currency = textOf(fieldOf(block.config, "currency")) || "XTR";
	const price = typeof amount === "number" ? priceWords(amount, currency, language) : textOf(amount);
	const paid = exits.find((e) => e.name === "paid");
	return (
		<div className={classes.talk}>
			<div className={classes.bubble}>
				<strong>
					<CardText text={textOf(fieldOf(block.config, "title"), ...languages)} most={60} />
				</strong>
				<div className={classes.soft}>
					<CardText text={textOf(fieldOf(block.config, "description"), ...languages)} most={120} />
				</div>
			</div>
			<div className={classes.row}>
				<span className={classes.pay}>
					{t("card.pay")} <CardText text={price} most={40} />
					{paid && <ExitDot block={block.id} exit="paid" title={title(paid.title)} />}
				</span>
			</div>
		</div>
	);
}

export const paymentLook: CardLook = { Card: InvoiceCard, shows: (exit) => exit.name === "paid" };

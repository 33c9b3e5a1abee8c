import { fieldOf, textOf } from "../../flow/exits";
import { CardText } from "../CardText";
import type { CardLook, CardProps } from "../card";
import classes from "../cards.module.css";
import { SummaryCard } from "../SummaryCard";

/** A call of a web service: how, where, what. */
function HTTPCard(props: CardProps) {
	const url = textOf(fieldOf(props.block.config, "url"));
	if (url === "") {
		return <SummaryCard {...props} />;
	}
	const [, host = url, path = ""] = /^[a-z]+:\/\/([^/?#]+)([^?#]*)/i.exec(url) ?? [];
	return (
		<div className={classes.call}>
			<span className={classes.method}>{textOf(fieldOf(props.block.config, "method")) || "GET"}</span>
			<span className={classes.host}>
				<CardText text={host} most={60} />
				<span className={classes.soft}>
					<CardText text={path} most={60} />
				</span>
			</span>
		</div>
	);
}

export const httpLook: CardLook = { Card: HTTPCard };

import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Place } from "../../api/running";
import { useLit } from "../../film/lit";
import { blockTitle, type Known } from "../../publish/difference";
import classes from "./place.module.css";

interface Props {
	bot: string;
	place: Place;
	known: Known | undefined;
	/** Lights the block there. */
	lit?: boolean;
}

/** A block by its name, and the way to it in the editor. */
export function PlaceLink({ bot, place, known, lit }: Props) {
	const flow = known?.flows.get(place.flow);
	const name = known ? blockTitle(place.block, known) : place.block;
	return (
		<Anchor
			size="sm"
			className={classes.place}
			renderRoot={(props) => (
				<Link
					to="/bots/$bot/edit"
					params={{ bot }}
					search={{ flow: place.flow, block: place.block }}
					onClick={() => lit && useLit.setState({ blocks: [place.block], edges: [], of: undefined }, true)}
					{...props}
				/>
			)}
		>
			{flow === undefined ? name : `${flow} › ${name}`}
		</Anchor>
	);
}

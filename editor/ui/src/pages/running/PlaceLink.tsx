import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Place } from "../../api/running";
import { blockTitle, type Known } from "../../publish/difference";

/** A block by its name, and the way to it in the editor. */
export function PlaceLink({ bot, place, known }: { bot: string; place: Place; known: Known | undefined }) {
	const flow = known?.flows.get(place.flow);
	const name = known ? blockTitle(place.block, known) : place.block;
	return (
		<Anchor
			size="sm"
			renderRoot={(props) => (
				<Link to="/bots/$bot/edit" params={{ bot }} search={{ flow: place.flow, block: place.block }} {...props} />
			)}
		>
			{flow === undefined ? name : `${flow} › ${name}`}
		</Anchor>
	);
}

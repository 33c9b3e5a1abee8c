import type { ComponentType } from "react";
import type { BlockType, Exit } from "../api/types";
import type { Block } from "../flow/types";

export interface CardProps {
	block: Block;
	type: BlockType | undefined;
	exits: readonly Exit[];
	/** Languages in which texts are wanted, the best first: the bot's own, then the page's. */
	languages: readonly string[];
}

/** How the blocks of a family look on the canvas, where the generic card falls short. */
export interface CardLook {
	/** What stands between the title and the exits. */
	Card: ComponentType<CardProps>;
	/** Exits that the card shows itself, such as those of buttons. */
	shows?: (exit: Exit) => boolean;
}

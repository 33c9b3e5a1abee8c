import type { ReactNode } from "react";
import classes from "./Cards.module.css";

/** A grid of cards of one size. */
export function Cards({ children }: { children: ReactNode }) {
	return <div className={classes.cards}>{children}</div>;
}

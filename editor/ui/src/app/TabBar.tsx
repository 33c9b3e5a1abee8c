import type { ReactNode } from "react";
import { ScrollRow } from "../ui/ScrollRow";
import classes from "./nav.module.css";
import { useOpenTab } from "./useOpenTab";

interface Props {
	label: string;
	/** Whether all tabs are there. */
	ready: boolean;
	children: ReactNode;
}

/** The links of a bar, in one row; the one that is open is in view. */
export function TabBar({ label, ready, children }: Props) {
	const row = useOpenTab<HTMLDivElement>(ready);
	return (
		<nav aria-label={label} className={classes.bar}>
			<ScrollRow row={row} className={classes.tabs}>
				{children}
			</ScrollRow>
		</nav>
	);
}

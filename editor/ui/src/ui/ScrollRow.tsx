import { IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, type RefObject, useRef } from "react";
import classes from "./ScrollRow.module.css";
import { useBeyond } from "./useBeyond";

interface Props {
	/** The row, for whoever scrolls it too. */
	row?: RefObject<HTMLDivElement | null>;
	/** Of the row itself. */
	className?: string;
	children: ReactNode;
}

/** A row that scrolls sideways where there is no room for all of it, and shows that it does. */
export function ScrollRow({ row, className, children }: Props) {
	const own = useRef<HTMLDivElement>(null);
	const ref = row ?? own;
	const { before, after } = useBeyond(ref);
	const on = () => ref.current?.scrollBy({ left: ref.current.clientWidth / 2, behavior: "smooth" });
	return (
		<div className={classes.frame} data-before={before} data-after={after}>
			<div ref={ref} className={`${classes.row} ${className ?? ""}`}>
				{children}
			</div>
			<button type="button" className={classes.more} tabIndex={-1} aria-hidden="true" onClick={on}>
				<IconChevronRight size={18} />
			</button>
		</div>
	);
}

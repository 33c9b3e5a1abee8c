import classes from "./Logo.module.css";

/** The mark and the name; short leaves the mark alone where there is little room. */
export function Logo({ short }: { short?: boolean }) {
	return (
		<span className={classes.logo}>
			<svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" className={classes.mark}>
				<rect width="32" height="32" rx="9" fill="currentColor" />
				<path d="M8 10a3 3 0 0 1 3-3h10a3 3 0 0 1 3 3v7a3 3 0 0 1-3 3h-5l-5 5v-5a3 3 0 0 1-3-3z" fill="#fff" />
				<circle cx="13" cy="13.5" r="1.6" fill="currentColor" />
				<circle cx="19" cy="13.5" r="1.6" fill="currentColor" />
			</svg>
			<span className={short ? classes.short : undefined}>Scenarist</span>
		</span>
	);
}

const still = window.matchMedia?.("(prefers-reduced-motion: reduce)");

/** How long the canvas may glide to another view, in milliseconds: not at all for those who want nothing to move by itself. */
export function glide(duration: number): number {
	return still?.matches ? 0 : duration;
}

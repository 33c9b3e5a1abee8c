import type { FitViewOptions } from "@xyflow/react";

/** All of a drawing in view, clear of the bars that lie over the canvas above and below. */
export const fit = {
	maxZoom: 1,
	padding: { top: "64px", bottom: "76px", x: "32px" },
} satisfies FitViewOptions;

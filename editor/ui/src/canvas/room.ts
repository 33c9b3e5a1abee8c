/** Where a drawing stands on the screen: how far it is moved, in pixels, and how large it is drawn. */
export interface View {
	x: number;
	y: number;
	zoom: number;
}

/** A part of a drawing, in its own measure. */
export interface Part {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** Left free beside what is moved into view. */
const margin = 28;

/** Smaller than this texts cannot be read, so a drawing is not made smaller for the room it has lost. */
const readable = 0.55;

/**
 * How a drawing stands when the room for it has become narrower: what was in view at its right side comes out from under
 * what has opened there. All of it, a little smaller if need be, where all of it was in view; else the part that one works
 * on. Undefined where it may stay as it is.
 */
export function inRoom(view: View, was: number, now: number, all: Part, part: Part | undefined): View | undefined {
	if (was === 0 || now >= was) {
		return undefined;
	}
	if (sees(view, was, all)) {
		const room = (now - 2 * margin) / all.width;
		if (sees(view, now, all)) {
			return undefined;
		}
		if (room >= readable || room >= view.zoom) {
			const zoom = Math.min(view.zoom, room);
			// About the middle of what is drawn, so that it stays at its height.
			const middle = all.y + all.height / 2;
			return moved({ x: view.x, y: view.y + middle * (view.zoom - zoom), zoom }, now, all);
		}
	}
	return part && sees(view, was, part) && !sees(view, now, part) ? moved(view, now, part) : undefined;
}

/** What lies over the canvas, so that nothing should be brought into view under it: tools of what is selected, tools below. */
const over = { top: 76, bottom: 84 };

/** The view moved as little as brings the part into it, between the tools; undefined where it is in view already. */
export function intoView(view: View, size: { width: number; height: number }, part: Part): View | undefined {
	const { x, zoom } = moved(view, size.width, part);
	const top = over.top - part.y * zoom;
	const bottom = size.height - over.bottom - (part.y + part.height) * zoom;
	const y = Math.max(Math.min(view.y, bottom), top);
	return x === view.x && y === view.y ? undefined : { x, y, zoom };
}

function sees({ x, zoom }: View, width: number, part: Part): boolean {
	return x + part.x * zoom >= 0 && x + (part.x + part.width) * zoom <= width;
}

/** The view moved as little as brings the part into it, its beginning first. */
function moved({ x, y, zoom }: View, width: number, part: Part): View {
	const right = width - margin - (part.x + part.width) * zoom;
	const left = margin - part.x * zoom;
	return { x: Math.max(left, Math.min(x, right)), y, zoom };
}

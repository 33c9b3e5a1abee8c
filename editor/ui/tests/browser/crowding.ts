import type { Page } from "playwright-core";

/**
 * What of a page cannot be read or pressed, one line each: texts that are cut without a sign of it, controls that lie outside of
 * the screen or under something else, and on a phone controls smaller than WCAG 2.2 asks for (24 × 24, 2.5.8).
 */
export function crowding(page: Page, { phone = false } = {}): Promise<string[]> {
	return page.evaluate((phone) => {
		const found = new Set<string>();
		const dialogs = [
			...document.querySelectorAll<HTMLElement>(
				"[role=dialog], [role=menu], [role=listbox], .mantine-Popover-dropdown",
			),
		].filter((e) => e.checkVisibility());
		const top = dialogs.at(-1);
		const named = (e: Element) =>
			`<${e.tagName.toLowerCase()}> “${(e.getAttribute("aria-label") ?? e.textContent ?? "").trim().slice(0, 50)}”`;
		const shown = (e: Element) =>
			e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
			!e.closest("[aria-hidden=true], [inert], .react-flow, .react-flow__minimap") &&
			(!top || top.contains(e));

		/** A place outside of what is in view of something that scrolls. */
		const scrolledAway = (e: Element, x: number, y: number) => {
			for (let up = e.parentElement; up; up = up.parentElement) {
				const { overflowX, overflowY } = getComputedStyle(up);
				if (!/auto|scroll/.test(overflowX + overflowY)) continue;
				const { top, bottom, left, right } = up.getBoundingClientRect();
				if (y < top || y > bottom || x < left || x > right) return true;
			}
			return false;
		};

		for (const e of document.querySelectorAll<HTMLElement>("body *")) {
			const own = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.textContent?.trim());
			if (!own || !shown(e)) continue;
			const style = getComputedStyle(e);
			const hides = style.overflowX === "hidden" || style.overflowX === "clip";
			const small = e.clientWidth <= 1 || e.clientHeight <= 1; // for screen readers only
			if (hides && !small && e.scrollWidth > e.clientWidth + 1 && style.textOverflow !== "ellipsis") {
				found.add(`cut: ${named(e)}`);
			}
			if (!small && Number.parseFloat(style.fontSize) < 11) found.add(`letters of ${style.fontSize}: ${named(e)}`);
		}

		const controls = "a[href], button, input:not([type=hidden]), select, textarea, [role=button], [role=menuitem]";
		for (const e of document.querySelectorAll<HTMLElement>(controls)) {
			if (!shown(e) || (e as HTMLButtonElement).disabled) continue;
			const box = e.getBoundingClientRect();
			if (box.width < 2 || box.height < 2) continue; // for screen readers only
			const scrolls = e.closest(".mantine-ScrollArea-viewport, [role=tablist], nav, table, pre");
			if (!scrolls && (box.right > innerWidth + 1 || box.left < -1)) found.add(`outside of the screen: ${named(e)}`);
			const inText = e.tagName === "A" && getComputedStyle(e).display === "inline";
			const spread = getComputedStyle(e, "::after").position === "absolute"; // the whole card is pressed
			const inside =
				spread ||
				e.matches("input[type=checkbox], input[type=radio], input[type=file], [role=switch]") ||
				e.closest("label, .mantine-PillsInput-input, .mantine-TagsInput-pillsList");
			if (phone && !inText && !inside && (box.width < 23.5 || box.height < 23.5)) {
				found.add(`${Math.round(box.width)} × ${Math.round(box.height)}: ${named(e)}`);
			}
			const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
			if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) continue;
			const over = document.elementFromPoint(x, y);
			if (scrolledAway(e, x, y)) continue;
			if (
				over &&
				!e.contains(over) &&
				!over.contains(e) &&
				!over.closest("header, label, [data-with-left-section], button[aria-hidden]")
			) {
				found.add(`under ${named(over)}: ${named(e)}`);
			}
		}
		return [...found];
	}, phone);
}

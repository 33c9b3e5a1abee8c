import { type RefObject, useEffect, useState } from "react";

/** Whether a row that scrolls goes on before its left edge, and after its right one. */
export function useBeyond(row: RefObject<HTMLElement | null>): { before: boolean; after: boolean } {
	const [beyond, setBeyond] = useState({ before: false, after: false });
	useEffect(() => {
		const element = row.current;
		if (!element) return;
		const measure = () => {
			const before = element.scrollLeft > 1;
			const after = element.scrollLeft + element.clientWidth < element.scrollWidth - 1;
			setBeyond((was) => (was.before === before && was.after === after ? was : { before, after }));
		};
		const sizes = new ResizeObserver(measure);
		const watch = () => {
			sizes.disconnect();
			sizes.observe(element);
			for (const child of element.children) sizes.observe(child);
		};
		const children = new MutationObserver(watch);
		children.observe(element, { childList: true });
		element.addEventListener("scroll", measure, { passive: true });
		watch();
		return () => {
			sizes.disconnect();
			children.disconnect();
			element.removeEventListener("scroll", measure);
		};
	}, [row]);
	return beyond;
}

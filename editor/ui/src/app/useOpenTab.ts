import { useLocation } from "@tanstack/react-router";
import { type RefObject, useEffect, useRef } from "react";

/** For a bar of links that scrolls where it is narrow: the one that is open is in view, once all of them are there. */
export function useOpenTab<E extends HTMLElement>(ready: boolean): RefObject<E | null> {
	const bar = useRef<E>(null);
	const { href } = useLocation();
	useEffect(() => {
		if (ready && href !== "") {
			bar.current?.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
		}
	}, [ready, href]);
	return bar;
}

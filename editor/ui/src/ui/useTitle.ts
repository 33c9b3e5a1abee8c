import { useEffect } from "react";

/** Names the document, as the browser's tab and a screen reader say it. */
export function useTitle(title: string): void {
	useEffect(() => {
		document.title = title === "" ? "Scenarist" : `${title} · Scenarist`;
	}, [title]);
}

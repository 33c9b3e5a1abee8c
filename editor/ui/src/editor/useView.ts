import { useMediaQuery } from "@mantine/hooks";
import { useState } from "react";

/** The draft as a drawing or as a list. */
export type View = "canvas" | "outline";

const key = "scenarist.view";

/** The chosen view; a narrow window begins with the list. */
export function useView(): [View, (view: View) => void] {
	const narrow = useMediaQuery("(max-width: 700px)", window.matchMedia("(max-width: 700px)").matches);
	const [chosen, setChosen] = useState<View | null>(() => {
		const known = localStorage.getItem(key);
		return known === "canvas" || known === "outline" ? known : null;
	});
	const [onPhone, setOnPhone] = useState<View>("outline");
	if (narrow) {
		return [onPhone, setOnPhone];
	}
	return [
		chosen ?? "canvas",
		(view) => {
			localStorage.setItem(key, view);
			setChosen(view);
		},
	];
}

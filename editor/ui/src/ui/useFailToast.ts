import { useCallback } from "react";
import { asProblem } from "../api/problem";
import { useProblemText } from "./problem-text";
import { badToast } from "./toast";

/**
 * Gives a function that says why something has not worked where there is no place beside it to say so. A lost connection and an
 * ended session are not said again: the shell does.
 */
export function useFailToast(): (error: unknown) => void {
	const say = useProblemText();
	return useCallback(
		(error: unknown) => {
			const problem = asProblem(error);
			if (problem.status === 0 || problem.code === "login_required") {
				return;
			}
			const { title, detail } = say(problem);
			badToast(title, problem.issues[0]?.message ?? detail);
		},
		[say],
	);
}

import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, type Problem } from "../api/problem";

export interface ProblemText {
	title: string;
	detail: string;
}

/** Gives a function that says a problem in the page's language where its code is known, else in the server's words. */
export function useProblemText(): (problem: Problem) => ProblemText {
	const { t, i18n } = useTranslation("app");
	return useCallback(
		(problem: Problem) => {
			const key = `problem.${problem.code}`;
			if (problem.retryAfter !== undefined) {
				const count = Math.max(1, Math.ceil(problem.retryAfter / 60));
				return { title: t("problem.too_many_tries.title"), detail: t("problem.try_in", { count }) };
			}
			if (!i18n.exists(`app:${key}.title`)) {
				return { title: problem.message, detail: problem.detail };
			}
			return {
				title: t(`${key}.title`),
				detail: i18n.exists(`app:${key}.detail`) ? t(`${key}.detail`) : problem.detail,
			};
		},
		[t, i18n],
	);
}

/** Gives a function that says in one line why something failed: in the server's own words, which are in the language of the page, if it spoke. */
export function useReason(): (error: unknown) => string {
	const { t } = useTranslation("app");
	return useCallback(
		(error: unknown) => {
			const problem = asProblem(error);
			return problem.status === 0 ? t("problem.unreachable.title") : problem.message;
		},
		[t],
	);
}

/** What the server says about one field of a form; undefined for nothing. The pointer is into the body, such as "/email". */
export function fieldError(problem: Problem | undefined, pointer: string): string | undefined {
	return problem?.issues.find((i) => i.path === pointer || i.path === `/body${pointer}`)?.message;
}

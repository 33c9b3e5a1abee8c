import { renderHook } from "@testing-library/react";
import { beforeAll, expect, it } from "vitest";
import { asProblem, Problem } from "../api/problem";
import { startWords } from "../i18n/words";
import { useReason } from "./problem-text";

beforeAll(() => startWords("ru"));

it("says in the language of the page that the server does not answer, and else what it says", () => {
	const { result } = renderHook(useReason);
	expect(result.current(new TypeError("fetch failed"))).toBe("Сервер недоступен");
	expect(result.current(asProblem(new Problem(409, "busy", "Бот занят.")))).toBe("Бот занят.");
});

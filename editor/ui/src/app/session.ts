import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { create } from "zustand";
import { answer, api } from "../api/client";
import { queries } from "../api/queries";
import type { Session, Workspace } from "../api/types";
import { chooseLanguage, languages } from "../i18n/words";

const workspaceKey = "scenarist.workspace";

/** Who is logged in. */
export const sessionQuery = queryOptions({
	queryKey: ["session"],
	queryFn: () => answer(api.GET("/session")),
	staleTime: 60_000,
});

/** Who is logged in, on the pages inside, which nobody sees without a login. */
export function useSession(): Session {
	return useSuspenseQuery(sessionQuery).data;
}

/** Takes over what a login, a set-up or a change of the account answered. */
export async function enter(session: Session): Promise<void> {
	queries.setQueryData(sessionQuery.queryKey, session);
	const language = languages.find((l) => l === session.user.language);
	if (language && language !== document.documentElement.lang) {
		await chooseLanguage(language);
	}
}

/** Forgets all that was read for whoever was logged in. */
export function leave(): void {
	queries.clear();
}

const useChosen = create<{ id: string }>(() => ({ id: localStorage.getItem(workspaceKey) ?? "" }));

/** The workspace that was chosen in this browser, else the first; undefined for someone who is in none. */
export function useWorkspace(): Workspace | undefined {
	const { workspaces } = useSession();
	const { id } = useChosen();
	return workspaces.find((w) => w.id === id) ?? workspaces[0];
}

export function chooseWorkspace(id: string): void {
	localStorage.setItem(workspaceKey, id);
	useChosen.setState({ id });
}

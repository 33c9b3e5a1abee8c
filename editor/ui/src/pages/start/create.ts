import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { answer, api } from "../../api/client";
import { queries } from "../../api/queries";
import type { Bot } from "../../api/types";
import { sessionQuery, useWorkspace } from "../../app/session";
import { pageLanguage } from "../../i18n/words";

/** What a new bot begins as: an example, a document, or nothing but a way in. */
export interface Beginning {
	name?: string;
	example?: string;
	document?: unknown;
}

/** A key that makes a creation happen once, however often it is sent. */
export function onceKey(): string {
	return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/** Makes a bot; the one that nothing is told of speaks the language of the page. */
export async function createBot(workspace: string, { name, ...from }: Beginning): Promise<Bot> {
	const bot = await answer(
		api.POST("/bots", {
			params: { header: { "Idempotency-Key": onceKey() } },
			body: { workspace, language: pageLanguage(), ...(name ? { name } : {}), from },
		}),
	);
	await queries.invalidateQueries({ queryKey: ["bots"] });
	await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
	return bot;
}

/** Makes a bot and opens it in the editor. */
export function useCreateBot() {
	const workspace = useWorkspace()?.id ?? "";
	const navigate = useNavigate();
	return useMutation({
		mutationFn: (beginning: Beginning) => createBot(workspace, beginning),
		onSuccess: (bot) => navigate({ to: "/bots/$bot/edit", params: { bot: bot.id } }),
	});
}

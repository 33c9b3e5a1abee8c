import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef } from "react";
import { answer, api, apiBase, type Schemas } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useDraft } from "../draft/DraftProvider";
import type { Json } from "../flow/types";
import type { Act, Chat, Faults } from "./types";

/** The scopes that the values of a person come by are those in which one may be set. */
type Scope = Schemas["SetInChatBody"]["scope"];

/** Everything that can be asked of a test chat; each answer is the whole chat. */
type Ask =
	| { what: "open" }
	| { what: "act"; person: string; act: Act }
	| { what: "people"; name: string }
	| { what: "clock"; skip: string }
	| { what: "variables"; person: string; scope: string; name: string; value: Json }
	| { what: "faults"; faults: Faults }
	| { what: "services"; services: Schemas["ChatServices"] }
	| { what: "jump"; person: string; flow: string; block: string }
	| { what: "restart"; keep: boolean };

const remembered = (bot: string) => `scenarist.chat.${bot}`;

/** How often the chat is read again even if the server has said nothing, in milliseconds. */
const seldom = 60_000;

/** The test chat of a bot's draft: the one that this tab had, else a new one. It goes on by itself, such as when a service answers. */
export function useChat(bot: string, language: string) {
	const queries = useQueryClient();
	const key = ["chat", bot];
	const chat = useQuery({
		queryKey: key,
		queryFn: async () => {
			const held = sessionStorage.getItem(remembered(bot));
			try {
				return await (held
					? read(api.GET("/chats/{chat}", { params: { path: { chat: held } } }))
					: open(bot, language));
			} catch (error) {
				if (held && asProblem(error).status === 404) {
					return await open(bot, language);
				}
				throw error;
			}
		},
		refetchInterval: seldom,
		staleTime: 0,
	});
	const now = chat.data;
	const ask = useMutation<Chat, unknown, Ask>({
		mutationFn: (a) => {
			const params = { path: { chat: now?.id ?? "" } };
			switch (a.what) {
				case "open":
					return open(bot, language);
				case "act":
					return read(api.POST("/chats/{chat}/act", { params, body: { person: a.person, do: a.act } }));
				case "people":
					return read(api.POST("/chats/{chat}/people", { params, body: { name: a.name } }));
				case "clock":
					return read(api.POST("/chats/{chat}/clock", { params, body: { skip: a.skip } }));
				case "variables":
					return read(
						api.PUT("/chats/{chat}/variables", {
							params,
							body: { person: a.person, scope: a.scope as Scope, name: a.name, value: a.value },
						}),
					);
				case "faults":
					return read(api.POST("/chats/{chat}/faults", { params, body: a.faults }));
				case "services":
					return read(api.PUT("/chats/{chat}/services", { params, body: a.services }));
				case "jump":
					return read(
						api.POST("/chats/{chat}/jump", { params, body: { person: a.person, flow: a.flow, block: a.block } }),
					);
				case "restart":
					return read(api.POST("/chats/{chat}/restart", { params, body: { keep_people: a.keep } }));
				default: {
					const never: never = a;
					return never;
				}
			}
		},
		onSuccess: (next) => {
			sessionStorage.setItem(remembered(bot), next.id);
			queries.setQueryData(key, next);
		},
	});
	useNews(now?.id, () => void chat.refetch());
	const problem: Problem | undefined = ask.error ? asProblem(ask.error) : undefined;
	return { chat, ask: ask.mutate, busy: ask.isPending, problem, forget: ask.reset };
}

/**
 * Calls back when the server says that something has happened in the chat or that it is over, and when its draft has changed. It
 * listens while the page is seen: a browser keeps few connections open to one server, in all its tabs together.
 */
function useNews(chat: string | undefined, heard: () => void) {
	const tell = useEffectEvent(heard);
	useEffect(() => {
		if (chat === undefined) {
			return;
		}
		let source: EventSource | undefined;
		const listen = () => {
			source?.close();
			source = document.hidden ? undefined : new EventSource(`${apiBase}/chats/${encodeURIComponent(chat)}/events`);
			source?.addEventListener("chat", () => tell());
			source?.addEventListener("error", () => {
				if (source?.readyState === EventSource.CLOSED) {
					tell();
				}
			});
		};
		listen();
		document.addEventListener("visibilitychange", listen);
		return () => {
			document.removeEventListener("visibilitychange", listen);
			source?.close();
		};
	}, [chat]);
	const version = useDraft((d) => d.version);
	const known = useRef(version);
	useEffect(() => {
		if (known.current !== version) {
			known.current = version;
			tell();
		}
	}, [version]);
}

async function open(bot: string, language: string): Promise<Chat> {
	const chat = await read(api.POST("/bots/{bot}/chats", { params: { path: { bot } }, body: { language } }));
	sessionStorage.setItem(remembered(bot), chat.id);
	return chat;
}

async function read(call: Promise<{ data?: Schemas["ChatView"] }>): Promise<Chat> {
	return (await answer(call)) as Chat;
}

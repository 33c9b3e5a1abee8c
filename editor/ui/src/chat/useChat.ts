import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api, type Schemas } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
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
	| { what: "jump"; person: string; flow: string; block: string }
	| { what: "restart"; keep: boolean };

const remembered = (bot: string) => `scenarist.chat.${bot}`;

/** The test chat of a bot's draft: the one that this tab had, else a new one. */
export function useChat(bot: string, language: string) {
	const queries = useQueryClient();
	const [id, setID] = useState(() => sessionStorage.getItem(remembered(bot)));
	const key = ["chat", bot, id];
	const chat = useQuery({
		queryKey: key,
		queryFn: async () => {
			try {
				return await (id ? read(api.GET("/chats/{chat}", { params: { path: { chat: id } } })) : open(bot, language));
			} catch (error) {
				if (id && asProblem(error).status === 404) {
					return await open(bot, language);
				}
				throw error;
			}
		},
		// A bot may go on by itself, such as when a service answers.
		refetchInterval: 2500,
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
			if (next.id !== id) {
				setID(next.id);
			}
			queries.setQueryData(["chat", bot, next.id], next);
			queries.setQueryData(key, next);
		},
	});
	const problem: Problem | undefined = ask.error ? asProblem(ask.error) : undefined;
	return { chat, ask: ask.mutate, busy: ask.isPending, problem, forget: ask.reset };
}

async function open(bot: string, language: string): Promise<Chat> {
	const chat = await read(api.POST("/bots/{bot}/chats", { params: { path: { bot } }, body: { language } }));
	sessionStorage.setItem(remembered(bot), chat.id);
	return chat;
}

async function read(call: Promise<{ data?: Schemas["ChatView"] }>): Promise<Chat> {
	return (await answer(call)) as Chat;
}

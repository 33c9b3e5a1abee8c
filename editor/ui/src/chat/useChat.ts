import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/call";
import { asProblem, type Problem } from "../api/problem";
import type { Json } from "../flow/types";
import type { Act, Chat } from "./types";

export interface Faults {
	api: "ok" | "slow" | "down";
	telegram: "ok" | "errors";
}

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
				return await (id ? call<Chat>("GET", `/chats/${id}`) : open(bot, language));
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
			const base = `/chats/${now?.id ?? ""}`;
			switch (a.what) {
				case "open":
					return open(bot, language);
				case "act":
					return call("POST", `${base}/act`, { body: { person: a.person, do: a.act } });
				case "people":
					return call("POST", `${base}/people`, { body: { name: a.name } });
				case "clock":
					return call("POST", `${base}/clock`, { body: { skip: a.skip } });
				case "variables":
					return call("PUT", `${base}/variables`, {
						body: { person: a.person, scope: a.scope, name: a.name, value: a.value },
					});
				case "faults":
					return call("POST", `${base}/faults`, { body: a.faults });
				case "jump":
					return call("POST", `${base}/jump`, { body: { person: a.person, flow: a.flow, block: a.block } });
				case "restart":
					return call("POST", `${base}/restart`, { body: { keep_people: a.keep } });
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
	const chat = await call<Chat>("POST", `/bots/${bot}/chats`, { body: { language } });
	sessionStorage.setItem(remembered(bot), chat.id);
	return chat;
}

import type { Schemas } from "../api/client";
import type { Json } from "../flow/types";

/** A test chat, and what of it the page names. */
export type Chat = Omit<Schemas["ChatView"], "people"> & { people: Person[] };

export type Person = Omit<Schemas["ChatPerson"], "variables" | "screen"> & {
	variables: Record<string, Record<string, Json>>;
	screen: Screen;
};

/** What a person sees of the bot, as the server's simulated Telegram has it. */
export type Screen = Omit<Schemas["Screen"], "messages"> & { messages: ChatMessage[] };

export type ChatMessage = Omit<Schemas["ScreenMessage"], "invoice"> & { invoice: Schemas["ScreenInvoice"] | null };

/** Everything that one event has led to. */
export type Turn = Schemas["ChatTurn"];

export type Act = Schemas["ChatAct"];
export type Faults = Schemas["ChatFaults"];

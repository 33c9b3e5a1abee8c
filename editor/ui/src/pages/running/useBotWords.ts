import { useQuery } from "@tanstack/react-query";
import { draftQuery } from "../../api/bots";
import type { Known } from "../../publish/difference";
import { useKnown } from "../../publish/useKnown";

/** Names of a bot's flows and blocks. What is only in an earlier version has its id for a name. */
export function useBotWords(bot: string): Known | undefined {
	const { data: draft } = useQuery(draftQuery(bot));
	return useKnown(bot, draft?.document);
}

import { useQuery } from "@tanstack/react-query";
import { Outlet, useMatch, useParams } from "@tanstack/react-router";
import { botQuery } from "../../api/bots";
import { ErrorState } from "../../ui/ErrorState";
import { useLive } from "./useLive";

/** Around the pages of one bot, which is said not to be there once for all of them. The bar with them is the shell's. */
export function BotPage() {
	const { bot } = useParams({ from: "/inside/bots/$bot" });
	const query = useQuery(botQuery(bot));
	const editing = useMatch({ from: "/inside/bots/$bot/edit", shouldThrow: false }) !== undefined;
	useLive(bot, query.data !== undefined && !editing);
	if (query.isError && query.data === undefined) {
		return <ErrorState error={query.error} again={() => void query.refetch()} />;
	}
	return <Outlet />;
}

import { useQuery } from "@tanstack/react-query";
import { type ShippedBlock, shippedQuery } from "../api/blocks";
import { botQuery } from "../api/bots";
import { sessionQuery } from "../app/session";
import { useDraft } from "../draft/DraftProvider";

const none: readonly ShippedBlock[] = [];

/** Blocks that come with Scenarist and that the workspace of the open draft does not have, and whether whoever looks may add them. */
export function useShipped(): { list: readonly ShippedBlock[]; workspace: string | undefined; may: boolean } {
	const bot = useDraft((s) => s.bot);
	const has = useDraft((s) => s.catalogue.types);
	const workspace = useQuery(botQuery(bot)).data?.workspace;
	const session = useQuery(sessionQuery).data;
	const all = useQuery({ ...shippedQuery(workspace ?? ""), enabled: workspace !== undefined }).data;
	const may = session?.workspaces.find((w) => w.id === workspace)?.can.includes("workspace.write") ?? false;
	const list = all?.filter((b) => !b.installed && !has.some((t) => t.name === b.name)) ?? none;
	return { list, workspace, may };
}

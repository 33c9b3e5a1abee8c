import { useQueries, useQueryClient } from "@tanstack/react-query";
import { type Manifest, manifestQuery } from "../api/blocks";
import type { Block } from "../flow/types";
import { packagesOf } from "./inside";

/**
 * The blocks that are inside of block types which are made of flows, by their whole names such as "acme/order:acme/address:ask". They
 * are those of the versions that the document pins now; what is not installed any more is missing, and so is what is still loading.
 */
export function useInsides(
	workspace: string | undefined,
	uses: Readonly<Record<string, string>> | undefined,
	names: readonly string[],
): ReadonlyMap<string, Block> {
	const client = useQueryClient();
	const known = (name: string, version: string) =>
		client.getQueryData<Manifest>(manifestQuery(workspace ?? "", name, version).queryKey);
	const wanted = workspace === undefined ? [] : packagesOf(uses ?? {}, names, known);
	const found = useQueries({
		queries: wanted.map(({ name, version }) => ({ ...manifestQuery(workspace ?? "", name, version), retry: false })),
	});
	const out = new Map<string, Block>();
	wanted.forEach(({ path }, i) => {
		for (const flow of found[i]?.data?.composite?.document.flows ?? []) {
			for (const block of flow.blocks) {
				out.set(`${path}:${block.id}`, block);
			}
		}
	});
	return out;
}

import { queryOptions } from "@tanstack/react-query";
import { vendorOf } from "../flow/packages";
import type { BotDocument } from "../flow/types";
import { answer, api, type Schemas } from "./client";
import { queries } from "./queries";
import type { Catalogue, Exit, JsonSchema, Output, Text } from "./types";

/** A package of a block type that a workspace has, with its versions, the newest first. */
export type InstalledBlock = Omit<Schemas["InstalledBlock"], "title" | "help"> & { title: Text; help: Text };
export type BlockVersion = Schemas["BlockVersion"];
/** What a package may do besides reading its settings. */
export type Permissions = Schemas["BlockPermissions"];
/** A draft (revision 0) or a revision of a bot that pins a version. */
export type BlockUse = Schemas["BlockUse"];

/** What is read of the manifest of a package, see schemas/block-manifest.schema.json. */
export interface Manifest {
	name: string;
	version: string;
	title: Text;
	help: Text;
	icon?: string;
	config?: JsonSchema;
	exits: Pick<Exit, "name" | "title">[];
	outputs?: Output[];
	/** The flows that it is made of. */
	composite?: { flow: string; document: BotDocument };
}

/** What a flow becomes as a block. */
export type FlowBlock = Schemas["FlowBlock"];
/** What was found when a package was looked at, before it is installed. */
export type Inspection = Omit<Schemas["InspectedBlock"], "manifest" | "examples"> & {
	manifest?: Manifest;
	/** What came of playing its examples; an error is a warning for whoever installs it. */
	examples: { title?: Text; ok: boolean; error?: string }[];
};
/** A package that comes with Scenarist and is added like any other. */
export type ShippedBlock = Omit<Schemas["ShippedBlock"], "title" | "help"> & { title: Text; help: Text };
/** Where a package comes from. */
export type BlockSource = Schemas["PackageSource"];

export const blocksQuery = (workspace: string) =>
	queryOptions({
		queryKey: ["workspace", workspace, "blocks"],
		queryFn: async ({ signal }) =>
			(await answer(api.GET("/workspaces/{workspace}/blocks", { params: { path: { workspace } }, signal })))
				.items as InstalledBlock[],
	});

export const shippedQuery = (workspace: string) =>
	queryOptions({
		queryKey: ["workspace", workspace, "shipped blocks"],
		queryFn: async ({ signal }) =>
			(await answer(api.GET("/workspaces/{workspace}/blocks/shipped", { params: { path: { workspace } }, signal })))
				.items as ShippedBlock[],
	});

export const usageQuery = (workspace: string, name: string) =>
	queryOptions({
		queryKey: ["workspace", workspace, "block usage", name],
		queryFn: async ({ signal }) =>
			(
				await answer(
					api.GET("/workspaces/{workspace}/blocks/{vendor}/{block}/usage", {
						params: { path: place(workspace, name) },
						signal,
					}),
				)
			).items,
	});

/** The manifest of an installed version, which never changes. */
export const manifestQuery = (workspace: string, name: string, version: string) =>
	queryOptions({
		queryKey: ["workspace", workspace, "block manifest", name, version],
		queryFn: async ({ signal }) =>
			(
				await answer(
					api.GET("/workspaces/{workspace}/blocks/{vendor}/{block}/versions/{version}", {
						params: { path: { ...place(workspace, name), version } },
						signal,
					}),
				)
			).manifest as Manifest,
		staleTime: Number.POSITIVE_INFINITY,
	});

/** All that a bot can be made of: our block types and the packages of its workspace, in the versions that its draft pins. */
export const botCatalogueQuery = (bot: string) =>
	queryOptions({
		queryKey: ["bot", bot, "catalogue"],
		queryFn: async ({ signal }) =>
			(await answer(api.GET("/bots/{bot}/catalogue", { params: { path: { bot } }, signal }))) as Catalogue,
	});

/** Reads a file as the server takes it: a manifest as its text, all else as an archive. */
export async function sourceOf(file: File): Promise<BlockSource> {
	if (/\.(json|ya?ml)$/i.test(file.name)) {
		return { manifest: await file.text() };
	}
	return new Promise((resolve, reject) => {
		const reader = new FileReader();
		reader.addEventListener("load", () => resolve({ archive: String(reader.result).replace(/^[^,]*,/, "") }));
		reader.addEventListener("error", () => reject(reader.error));
		reader.readAsDataURL(file);
	});
}

/** Looks at a package without installing it. */
export async function inspectBlock(workspace: string, source: BlockSource): Promise<Inspection> {
	const params = { path: { workspace } };
	return (await answer(api.POST("/workspaces/{workspace}/blocks/inspect", { params, body: source }))) as Inspection;
}

/** Installs a package as it was looked at, with the permissions that were shown. */
export function installBlock(
	workspace: string,
	source: BlockSource,
	{ digest, permissions }: { digest: string; permissions: Permissions },
): Promise<BlockVersion> {
	const body = { ...source, digest, permissions };
	return answer(api.POST("/workspaces/{workspace}/blocks", { params: { path: { workspace } }, body }));
}

/** Looks at what a flow of a draft would be as a block, without installing it. */
export async function inspectFlow(bot: string, flow: string, body: FlowBlock): Promise<Inspection> {
	const params = { path: { bot, flow } };
	return (await answer(api.POST("/bots/{bot}/flows/{flow}/block/inspect", { params, body }))) as Inspection;
}

/** Makes a flow a block of the workspace, as it was looked at. */
export function publishFlow(
	bot: string,
	flow: string,
	body: FlowBlock & { digest: string; permissions: Permissions },
): Promise<BlockVersion> {
	return answer(api.POST("/bots/{bot}/flows/{flow}/block", { params: { path: { bot, flow } }, body }));
}

/** Switches a package off, so that nothing new uses it, or on again. */
export async function switchBlock(workspace: string, name: string, disabled: boolean): Promise<void> {
	await api.PATCH("/workspaces/{workspace}/blocks/{vendor}/{block}", {
		params: { path: place(workspace, name) },
		body: { disabled },
	});
}

export async function removeVersion(workspace: string, name: string, version: string): Promise<void> {
	await api.DELETE("/workspaces/{workspace}/blocks/{vendor}/{block}/versions/{version}", {
		params: { path: { ...place(workspace, name), version } },
	});
}

/** Turns down what the service of a block offers in place of an installed version. */
export async function keepVersion(workspace: string, name: string, version: string, notice: string): Promise<void> {
	await api.PATCH("/workspaces/{workspace}/blocks/{vendor}/{block}/versions/{version}", {
		params: { path: { ...place(workspace, name), version } },
		body: { keep: notice },
	});
}

/** Keeps the secret that is shared with the service of a block; an empty one forgets it. */
export async function setBlockSecret(workspace: string, name: string, value: string): Promise<void> {
	const params = { path: place(workspace, name) };
	if (value === "") {
		await api.DELETE("/workspaces/{workspace}/blocks/{vendor}/{block}/secret", { params });
	} else {
		await api.PUT("/workspaces/{workspace}/blocks/{vendor}/{block}/secret", { params, body: { value } });
	}
}

function place(workspace: string, name: string) {
	const vendor = vendorOf(name);
	return { workspace, vendor, block: name.slice(vendor.length + 1) };
}

/** What is read anew when packages have come, changed or gone: the list, what is used where, the catalogues of all bots. */
export function blocksChanged(workspace: string): Promise<unknown> {
	return Promise.all([
		queries.invalidateQueries({ queryKey: blocksQuery(workspace).queryKey }),
		queries.invalidateQueries({ queryKey: shippedQuery(workspace).queryKey }),
		queries.invalidateQueries({ queryKey: ["workspace", workspace, "block usage"] }),
		queries.invalidateQueries({ predicate: (q) => q.queryKey[0] === "bot" && q.queryKey[2] === "catalogue" }),
	]);
}

import { queryOptions } from "@tanstack/react-query";
import { answer, api, type Schemas } from "./client";

/** The roles of a workspace, the strongest first. */
export const roles = ["owner", "editor", "operator", "analyst", "viewer"] as const;

export type Role = (typeof roles)[number];

export type Member = Schemas["Member"];
export type Invitation = Schemas["Invitation"];

/** What somebody did, for the journal; who is null for whoever runs the server. */
export type Deed = Omit<Schemas["Entry"], "who"> & { who: Schemas["Who"] | null };

export const membersQuery = (workspace: string) =>
	queryOptions({
		queryKey: ["workspace", workspace, "members"],
		queryFn: () => answer(api.GET("/workspaces/{workspace}/members", { params: { path: { workspace } } })),
	});

export const invitationsQuery = (workspace: string) =>
	queryOptions({
		queryKey: ["workspace", workspace, "invitations"],
		queryFn: () => answer(api.GET("/workspaces/{workspace}/invitations", { params: { path: { workspace } } })),
	});

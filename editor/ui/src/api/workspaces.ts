import { queryOptions } from "@tanstack/react-query";
import { call } from "./call";
import type { List } from "./types";

/** The roles of a workspace, the strongest first. */
export const roles = ["owner", "editor", "operator", "analyst", "viewer"] as const;

export interface Member {
	user_id: string;
	name: string;
	email: string;
	role: string;
	/** For whoever is let into single bots only. */
	bots?: { id: string; name: string; role: string }[];
	joined_at: string;
}

export interface Invitation {
	id: string;
	role: string;
	link: string;
	note?: string;
	expires_at: string;
	created_by: string;
}

/** What somebody did, for the journal. */
export interface Deed {
	id: string;
	at: string;
	who: { id: string; name: string } | null;
	what: string;
	target: string;
	before?: unknown;
	after?: unknown;
	address: string;
}

export const workspacePath = (workspace: string) => `/workspaces/${encodeURIComponent(workspace)}`;

export const membersQuery = (workspace: string) =>
	queryOptions({
		queryKey: ["workspace", workspace, "members"],
		queryFn: () => call<List<Member>>("GET", `${workspacePath(workspace)}/members`),
	});

export const invitationsQuery = (workspace: string) =>
	queryOptions({
		queryKey: ["workspace", workspace, "invitations"],
		queryFn: () => call<List<Invitation>>("GET", `${workspacePath(workspace)}/invitations`),
	});

import { Button, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../api/call";
import { asProblem } from "../api/problem";
import type { Session } from "../api/types";
import { chooseWorkspace, enter } from "../app/session";
import { Loaded } from "../ui/Loaded";
import { ProblemAlert } from "../ui/ProblemAlert";
import { RowsSkeleton } from "../ui/Skeletons";
import { Card } from "./Card";
import { nobody, PersonFields } from "./PersonFields";

interface Invited {
	workspace: string;
	role: string;
	needs_account: boolean;
}

/** Takes an invitation: with one click for whoever is logged in, with a new account for whoever has none. */
export function InvitationPage() {
	const { token } = useParams({ from: "/outside/invitation/$token" });
	const path = `/invitations/${encodeURIComponent(token)}`;
	const query = useQuery({ queryKey: ["invitation", token], queryFn: () => call<Invited>("GET", path) });
	return (
		<Loaded query={query} skeleton={<RowsSkeleton rows={4} />}>
			{(invited) => <Accept path={path} place={`/invitation/${token}`} invited={invited} />}
		</Loaded>
	);
}

function Accept({ path, place, invited }: { path: string; place: string; invited: Invited }) {
	const { t, i18n } = useTranslation("account");
	const navigate = useNavigate();
	const [person, setPerson] = useState(nobody);
	const accept = useMutation({
		mutationFn: () =>
			call<Session>("POST", `${path}/accept`, {
				body: invited.needs_account ? { ...person, language: i18n.language } : {},
			}),
		onSuccess: async (session) => {
			const joined = session.workspaces.find((w) => w.name === invited.workspace);
			if (joined) {
				chooseWorkspace(joined.id);
			}
			await enter(session);
			await navigate({ to: "/", replace: true });
		},
	});
	const role = t(`role.${invited.role}.title`);
	return (
		<Card title={t("invitation.title", { workspace: invited.workspace })} about={t("invitation.about", { role })}>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					accept.mutate();
				}}
			>
				<Stack>
					<Text size="sm">{t(`role.${invited.role}.about`)}</Text>
					{invited.needs_account && (
						<PersonFields
							person={person}
							onChange={setPerson}
							problem={accept.error ? asProblem(accept.error) : undefined}
						/>
					)}
					<ProblemAlert error={accept.error} />
					<Button type="submit" size="md" loading={accept.isPending}>
						{t("invitation.button")}
					</Button>
					{invited.needs_account && (
						<Button variant="subtle" onClick={() => void navigate({ to: "/login", search: { back: place } })}>
							{t("invitation.login")}
						</Button>
					)}
				</Stack>
			</form>
		</Card>
	);
}

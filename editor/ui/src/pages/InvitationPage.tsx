import { Button, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api, type Schemas } from "../api/client";
import { asProblem } from "../api/problem";
import { chooseWorkspace, enter } from "../app/session";
import { pageLanguage } from "../i18n/words";
import { Loaded } from "../ui/Loaded";
import { ProblemAlert } from "../ui/ProblemAlert";
import { Card, CardSkeleton } from "./Card";
import { OtherLogin } from "./OtherLogin";
import { nobody, PersonFields } from "./PersonFields";

/** Takes an invitation: with one click for whoever is logged in, with a new account for whoever has none. */
export function InvitationPage() {
	const { token } = useParams({ from: "/outside/invitation/$token" });
	const query = useQuery({
		queryKey: ["invitation", token],
		queryFn: () => answer(api.GET("/invitations/{token}", { params: { path: { token } } })),
	});
	return (
		<Loaded query={query} skeleton={<CardSkeleton rows={4} />}>
			{(invited) => <Accept token={token} invited={invited} />}
		</Loaded>
	);
}

function Accept({ token, invited }: { token: string; invited: Schemas["Invited"] }) {
	const { t } = useTranslation("account");
	const { problem } = useSearch({ from: "/outside/invitation/$token" });
	const navigate = useNavigate();
	const [person, setPerson] = useState(nobody);
	const accept = useMutation({
		mutationFn: () =>
			answer(
				api.POST("/invitations/{token}/accept", {
					params: { path: { token } },
					body: invited.needs_account ? { ...person, language: pageLanguage() } : {},
				}),
			),
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
					{invited.needs_account && <OtherLogin invitation={token} problem={problem} />}
					{invited.needs_account && (
						<Button
							variant="subtle"
							onClick={() => void navigate({ to: "/login", search: { back: `/invitation/${token}` } })}
						>
							{t("invitation.login")}
						</Button>
					)}
				</Stack>
			</form>
		</Card>
	);
}

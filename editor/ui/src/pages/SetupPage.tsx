import { Button, Code, Stack } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "../api/client";
import { asProblem } from "../api/problem";
import { enter } from "../app/session";
import { pageLanguage } from "../i18n/words";
import { Loaded } from "../ui/Loaded";
import { ProblemAlert } from "../ui/ProblemAlert";
import { Card, CardSkeleton } from "./Card";
import { nobody, PersonFields } from "./PersonFields";

/** The first page of a new installation: makes its owner, for whoever has the link that the program printed. */
export function SetupPage() {
	const { t } = useTranslation("account");
	const { token } = useSearch({ from: "/outside/setup" });
	const query = useQuery({
		queryKey: ["setup"],
		queryFn: () => answer(api.GET("/setup")),
		staleTime: 0,
	});
	return (
		<Loaded query={query} skeleton={<CardSkeleton rows={5} />}>
			{({ needed }) => {
				if (!needed) {
					return (
						<Card title={t("setup.done")} about={t("setup.done_about")}>
							<Button component="a" href="#/login" size="md">
								{t("login.button")}
							</Button>
						</Card>
					);
				}
				if (token === undefined) {
					return (
						<Card title={t("setup.title")} about={t("setup.link")}>
							<Code block>…/#/setup?token=…</Code>
						</Card>
					);
				}
				return <SetupForm token={token} />;
			}}
		</Loaded>
	);
}

function SetupForm({ token }: { token: string }) {
	const { t } = useTranslation("account");
	const navigate = useNavigate();
	const [person, setPerson] = useState(nobody);
	const setup = useMutation({
		mutationFn: () => answer(api.POST("/setup", { body: { token, ...person, language: pageLanguage() } })),
		onSuccess: async (session) => {
			await enter(session);
			await navigate({ to: "/", replace: true });
		},
	});
	return (
		<Card title={t("setup.title")} about={t("setup.about")}>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					setup.mutate();
				}}
			>
				<Stack>
					<PersonFields
						person={person}
						onChange={setPerson}
						problem={setup.error ? asProblem(setup.error) : undefined}
					/>
					<ProblemAlert error={setup.error} />
					<Button type="submit" size="md" loading={setup.isPending}>
						{t("setup.button")}
					</Button>
				</Stack>
			</form>
		</Card>
	);
}

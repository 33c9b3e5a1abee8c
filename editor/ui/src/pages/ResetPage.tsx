import { Button, Code, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "../api/client";
import { asProblem } from "../api/problem";
import { enter } from "../app/session";
import { ProblemAlert } from "../ui/ProblemAlert";
import { fieldError } from "../ui/problem-text";
import { Card } from "./Card";
import { NewPassword } from "./NewPassword";

/** Sets a new password, for whoever has the link that the program printed for them. */
export function ResetPage() {
	const { t } = useTranslation("account");
	const navigate = useNavigate();
	const { token } = useSearch({ from: "/outside/reset" });
	if (token === undefined) {
		return (
			<Card title={t("reset.title")} about={t("reset.link")}>
				<Code block>…/#/reset?token=…</Code>
			</Card>
		);
	}
	return <ResetForm token={token} onDone={() => navigate({ to: "/", replace: true })} />;
}

interface Props {
	token: string;
	onDone: () => Promise<void>;
}

export function ResetForm({ token, onDone }: Props) {
	const { t } = useTranslation("account");
	const [password, setPassword] = useState("");
	const reset = useMutation({
		mutationFn: () => answer(api.POST("/reset", { body: { token, password } })),
		onSuccess: async (session) => {
			await enter(session);
			await onDone();
		},
	});
	const problem = reset.error ? asProblem(reset.error) : undefined;
	if (problem?.code === "link_over") {
		return (
			<Card title={t("reset.over")} about={t("reset.over_about")}>
				<Button component="a" href="#/login">
					{t("login.title")}
				</Button>
			</Card>
		);
	}
	return (
		<Card title={t("reset.title")} about={t("reset.about")}>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					reset.mutate();
				}}
			>
				<Stack>
					<NewPassword value={password} onChange={setPassword} refused={fieldError(problem, "/password")} />
					<ProblemAlert error={reset.error} />
					<Button type="submit" size="md" loading={reset.isPending}>
						{t("reset.button")}
					</Button>
				</Stack>
			</form>
		</Card>
	);
}

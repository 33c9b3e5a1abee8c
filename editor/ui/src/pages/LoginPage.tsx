import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "../api/client";
import { asProblem } from "../api/problem";
import { enter } from "../app/session";
import { ProblemAlert } from "../ui/ProblemAlert";
import { Card } from "./Card";
import { OtherLogin } from "./OtherLogin";
import { placeOf } from "./place";

/** Logs in, asks for the second factor where the account has one, and goes back to where one came from. */
export function LoginPage() {
	const { t } = useTranslation("account");
	const router = useRouter();
	const { back, problem } = useSearch({ from: "/outside/login" });
	const [email, setEmail] = useState("");
	const [password, setPassword] = useState("");
	const [code, setCode] = useState("");
	const [asksCode, setAsksCode] = useState(false);
	const login = useMutation({
		mutationFn: () =>
			answer(
				api.POST("/login", { body: { email: email.trim(), password, ...(asksCode ? { code: code.trim() } : {}) } }),
			),
		onSuccess: async (session) => {
			await enter(session);
			router.history.replace(placeOf(back));
		},
		onError: (error) => {
			if (asProblem(error).code === "code_required") {
				setAsksCode(true);
			}
		},
	});
	const refusal = login.error ? asProblem(login.error) : undefined;
	const shown = refusal && !(refusal.code === "code_required" && code === "") ? refusal : undefined;
	return (
		<Card
			title={asksCode ? t("login.code_title") : t("login.title")}
			about={asksCode ? t("login.code_about") : back === undefined ? undefined : t("login.back")}
			key={asksCode ? "code" : "password"}
		>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					login.mutate();
				}}
			>
				<Stack>
					{asksCode ? (
						<TextInput
							label={t("login.code")}
							description={t("login.recovery")}
							autoComplete="one-time-code"
							required
							autoFocus
							maxLength={40}
							value={code}
							onChange={(event) => setCode(event.currentTarget.value)}
						/>
					) : (
						<>
							<TextInput
								label={t("email")}
								type="email"
								autoComplete="username"
								required
								autoFocus
								value={email}
								onChange={(event) => setEmail(event.currentTarget.value)}
							/>
							<PasswordInput
								label={t("password.title")}
								autoComplete="current-password"
								required
								value={password}
								onChange={(event) => setPassword(event.currentTarget.value)}
								visibilityToggleButtonProps={{ "aria-label": t("password.show") }}
							/>
						</>
					)}
					<ProblemAlert error={shown} />
					<Button type="submit" size="md" loading={login.isPending}>
						{t("login.button")}
					</Button>
					{!asksCode && <OtherLogin problem={problem} back={back} />}
					{asksCode ? (
						<Button variant="subtle" onClick={() => setAsksCode(false)}>
							{t("login.other")}
						</Button>
					) : (
						<Text size="sm" c="dimmed" ta="center" textWrap="balance">
							{t("login.forgot")}
						</Text>
					)}
				</Stack>
			</form>
		</Card>
	);
}

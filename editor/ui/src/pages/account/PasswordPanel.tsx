import { Button, Group, PasswordInput, SimpleGrid, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { asProblem } from "../../api/problem";
import { useSession } from "../../app/session";
import { Panel } from "../../ui/Panel";
import { ProblemAlert } from "../../ui/ProblemAlert";
import { fieldError } from "../../ui/problem-text";
import { goodToast } from "../../ui/toast";
import { NewPassword } from "../NewPassword";

/** Changes the password. */
export function PasswordPanel() {
	const { t } = useTranslation("account");
	const { user } = useSession();
	const [old, setOld] = useState("");
	const [fresh, setFresh] = useState("");
	const change = useMutation({
		mutationFn: () => api.POST("/account/password", { body: { old, new: fresh } }),
		onSuccess: () => {
			setOld("");
			setFresh("");
			goodToast(t("password.changed"));
		},
	});
	const problem = change.error ? asProblem(change.error) : undefined;
	return (
		<Panel title={t("password.title")} about={t("password.about")}>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					change.mutate();
				}}
			>
				<Stack>
					<input type="hidden" name="username" autoComplete="username" value={user.email} readOnly />
					<SimpleGrid cols={{ base: 1, xs: 2 }}>
						<PasswordInput
							label={t("password.old")}
							autoComplete="current-password"
							required
							value={old}
							onChange={(event) => setOld(event.currentTarget.value)}
							error={fieldError(problem, "/old")}
							visibilityToggleButtonProps={{ "aria-label": t("password.show") }}
						/>
						<NewPassword value={fresh} onChange={setFresh} refused={fieldError(problem, "/new")} old={old} />
					</SimpleGrid>
					<ProblemAlert error={change.error} />
					<Group>
						<Button type="submit" variant="default" loading={change.isPending} disabled={old === "" || fresh === ""}>
							{t("password.change")}
						</Button>
					</Group>
				</Stack>
			</form>
		</Panel>
	);
}

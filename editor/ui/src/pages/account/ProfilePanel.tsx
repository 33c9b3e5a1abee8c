import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api, type Schemas } from "../../api/client";
import { LanguageSwitch, ThemeSwitch } from "../../app/Preferences";
import { enter, useSession } from "../../app/session";
import { Panel } from "../../ui/Panel";
import { ProblemAlert } from "../../ui/ProblemAlert";
import { goodToast } from "../../ui/toast";

/** Name, language and theme. */
export function ProfilePanel() {
	const { t } = useTranslation("account");
	const { user } = useSession();
	const [name, setName] = useState(user.name);
	const save = useMutation({
		mutationFn: (body: Schemas["AccountRequestBody"]) => answer(api.PATCH("/account", { body })),
		onSuccess: async (session, sent) => {
			await enter(session);
			if (sent.name !== undefined) {
				goodToast(t("profile.saved"));
			}
		},
	});
	const changed = name.trim() !== "" && name.trim() !== user.name;
	return (
		<Panel title={t("profile.title")}>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					save.mutate({ name: name.trim() });
				}}
			>
				<Stack>
					<Group align="flex-end" gap="sm">
						<TextInput
							label={t("name")}
							autoComplete="name"
							maxLength={100}
							value={name}
							onChange={(event) => setName(event.currentTarget.value)}
							flex="1 1 240px"
						/>
						<Button type="submit" disabled={!changed} loading={save.isPending}>
							{t("save")}
						</Button>
					</Group>
					<TextInput label={t("email")} value={user.email} readOnly variant="filled" description={t("profile.email")} />
					<ProblemAlert error={save.error} />
					<Group gap="xl">
						<div>
							<Text size="sm" fw={500} mb={6}>
								{t("app:language")}
							</Text>
							<LanguageSwitch onChange={(language) => save.mutate({ language })} />
						</div>
						<div>
							<Text size="sm" fw={500} mb={6}>
								{t("app:theme.title")}
							</Text>
							<ThemeSwitch />
						</div>
					</Group>
				</Stack>
			</form>
		</Panel>
	);
}

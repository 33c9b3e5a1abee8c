import { Button, Divider } from "@mantine/core";
import { IconLogin2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "../api/client";

/** A log-in with the organisation's own service, where the server has one; nothing where it has none or does not say. */
export function OtherLogin() {
	const { t } = useTranslation("account");
	const { data } = useQuery({
		queryKey: ["login", "options"],
		queryFn: ({ signal }) => answer(api.GET("/login/options", { signal })),
		retry: false,
		staleTime: Number.POSITIVE_INFINITY,
	});
	const oidc = data?.oidc;
	if (!oidc) {
		return null;
	}
	return (
		<>
			<Divider label={t("login.or")} />
			<Button
				variant="default"
				size="md"
				component="a"
				href={oidc.url}
				leftSection={<IconLogin2 size={18} aria-hidden="true" />}
			>
				{t("login.with", { name: oidc.name })}
			</Button>
		</>
	);
}

import { Alert, Button, Divider } from "@mantine/core";
import { IconLogin2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api, apiBase } from "../api/client";

interface Props {
	/** For somebody who is invited. */
	invitation?: string;
	/** Where on the page somebody was going. */
	back?: string;
	/** Why the other service has led back here without a log-in: a code of the server. */
	problem?: string;
}

/** A log-in with another service, where the server has one; nothing where it has none or does not say. */
export function OtherLogin({ invitation, back, problem }: Props) {
	const { t, i18n } = useTranslation("account");
	const { data } = useQuery({
		queryKey: ["login", "options"],
		queryFn: ({ signal }) => answer(api.GET("/login/options", { signal })),
		retry: false,
		staleTime: Number.POSITIVE_INFINITY,
	});
	const other = data?.oidc;
	if (!other) {
		return null;
	}
	const why = problem && (i18n.exists(`account:login.problem.${problem}`) ? problem : "other");
	const search = new URLSearchParams({ ...(invitation && { invitation }), ...(back && { back }) }).toString();
	return (
		<>
			{why && (
				<Alert color="red" variant="light" role="alert">
					{t(`login.problem.${why}`, { name: other.name })}
				</Alert>
			)}
			<Divider label={t("login.or")} />
			<Button
				variant="default"
				size="md"
				component="a"
				href={`${apiBase}/login/oidc${search && `?${search}`}`}
				leftSection={<IconLogin2 size={18} aria-hidden="true" />}
			>
				{t("login.with", { name: other.name })}
			</Button>
		</>
	);
}

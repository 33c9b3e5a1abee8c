import { Button, Group } from "@mantine/core";
import { IconTool } from "@tabler/icons-react";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Problem } from "../api/problem";
import { EmptyState } from "../ui/EmptyState";
import { ErrorState } from "../ui/ErrorState";
import { useTitle } from "../ui/useTitle";

/** What is shown instead of a page that could not be: the server's reason, or that the fault is ours. */
export function Crash({ error, reset }: ErrorComponentProps) {
	const { t } = useTranslation("app");
	const router = useRouter();
	useTitle(t("crash.title"));
	if (error instanceof Problem) {
		const again = () => {
			reset();
			void router.invalidate();
		};
		return <ErrorState error={error} again={again} />;
	}
	return (
		<EmptyState
			level={1}
			icon={<IconTool size={28} />}
			title={t("crash.title")}
			action={
				<Group justify="center">
					<Button onClick={() => window.location.reload()}>{t("crash.reload")}</Button>
					<Button variant="default" component="a" href="#/">
						{t("to_bots")}
					</Button>
				</Group>
			}
		>
			{t("crash.text")}
		</EmptyState>
	);
}

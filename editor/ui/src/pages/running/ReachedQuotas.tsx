import { Alert, Stack, Text } from "@mantine/core";
import { IconGauge } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Health } from "../../api/bots";
import { TimeAgo } from "../../ui/TimeAgo";

/** Which limits hold the bot back, whose they are, and what that means; nothing where there are none. */
export function ReachedQuotas({ reached }: { reached: Health["reached"] }) {
	const { t, i18n } = useTranslation("running");
	if (reached.length === 0) {
		return null;
	}
	return (
		<Alert color="orange" variant="light" icon={<IconGauge size={18} />} title={t("reached.title")}>
			<Stack gap="xs">
				{reached.map(({ kind, of, limit, at }) => (
					<div key={`${kind}/${of}`}>
						<Text size="sm" fw={500}>
							{t(`reached.of.${of}`)}: {t(`reached.limit.${kind}`, { limit: limit.toLocaleString(i18n.language) })}
						</Text>
						<Text size="sm">
							{t(`reached.about.${kind}`)}
							{at && (
								<Text span size="sm" c="dimmed">
									{" "}
									{t("reached.first")} <TimeAgo at={at} />
								</Text>
							)}
						</Text>
					</div>
				))}
				<Text size="sm">{t("reached.more")}</Text>
			</Stack>
		</Alert>
	);
}

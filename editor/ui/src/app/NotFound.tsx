import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../ui/EmptyState";
import { useTitle } from "../ui/useTitle";
import classes from "./NotFound.module.css";

/** The page of an address that leads nowhere. */
export function NotFound() {
	const { t } = useTranslation("app");
	useTitle(t("not_found.title"));
	return (
		<div className={classes.whole}>
			<EmptyState
				level={1}
				icon={<IconMapOff size={28} />}
				title={t("not_found.title")}
				action={
					<Button component="a" href="#/">
						{t("to_bots")}
					</Button>
				}
			>
				{t("not_found.text")}
			</EmptyState>
		</div>
	);
}

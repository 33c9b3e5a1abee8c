import { Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "../ui/states.module.css";

/** What is shown instead of a page that takes its time to come. */
export function Pending() {
	const { t } = useTranslation("app");
	return (
		<div className={classes.state} role="status" aria-label={t("loading")}>
			<Loader type="dots" />
		</div>
	);
}

import { Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./editor.module.css";

/** The editor's shape while the draft is on its way. */
export function EditorSkeleton() {
	const { t } = useTranslation("app");
	return (
		<div className={classes.editor} role="status" aria-label={t("loading")}>
			<div className={classes.bar}>
				<Skeleton height={28} width={240} />
			</div>
			<div className={classes.middle}>
				<div className={classes.palette}>
					<div className={classes.bones}>
						{[70, 85, 60, 90, 75, 65, 80].map((width) => (
							<Skeleton key={width} height={28} width={`${width}%`} />
						))}
					</div>
				</div>
				<div className={classes.stage} />
			</div>
		</div>
	);
}

import { useTranslation } from "react-i18next";
import type { Exit } from "../api/types";
import { lossOf, passedOf, useFigures } from "./figures";
import classes from "./figures.module.css";

/** How many passed a block, how many of them stand there now, and which part was lost at it. */
export function FiguresBadge({ block, exits }: { block: string; exits: readonly Exit[] }) {
	const figures = useFigures((s) => s.figures);
	const { t, i18n } = useTranslation("canvas");
	const passed = passedOf(
		figures,
		block,
		exits.map((e) => e.name),
	);
	if (!passed || (passed.count === 0 && passed.standing === 0)) {
		return null;
	}
	const loss = lossOf(passed.lost);
	const percent = passed.lost.toLocaleString(i18n.language, { style: "percent" });
	return (
		<div className={classes.badge} data-loss={loss} title={t("figures.badge", { count: passed.count })}>
			{passed.count.toLocaleString(i18n.language)}
			{passed.standing > 0 && <span>{t("figures.standing", { count: passed.standing })}</span>}
			{loss !== "none" && (
				<span className={classes.lost} title={t("figures.lost", { percent })}>
					−{percent}
				</span>
			)}
		</div>
	);
}

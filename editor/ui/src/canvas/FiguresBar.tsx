import { CloseButton, Loader, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";
import { figuresQuery } from "../api/running";
import { useDraft } from "../draft/DraftProvider";
import { useProblemText } from "../ui/problem-text";
import { useFigures } from "./figures";
import classes from "./figures.module.css";

const spans = [1, 7, 30, 90] as const;

/** Says of which days the figures on the canvas are, and what their colours mean; reads them while they are shown. */
export function FiguresBar() {
	const { t } = useTranslation("canvas");
	const bot = useDraft((s) => s.bot);
	const days = useFigures((s) => s.days);
	const show = useFigures((s) => s.show);
	const query = useQuery({ ...figuresQuery(bot, days), enabled: days > 0 });
	const say = useProblemText();
	const figures = days > 0 ? query.data : undefined;
	useEffect(() => {
		useFigures.setState({ figures });
		return () => useFigures.setState({ figures: undefined });
	}, [figures]);
	if (days === 0) {
		return null;
	}
	return (
		<section className={classes.bar} aria-label={t("figures.title")}>
			<SegmentedControl
				size="xs"
				aria-label={t("figures.span")}
				value={String(days)}
				onChange={(value) => show(Number(value))}
				data={spans.map((n) => ({ value: String(n), label: t("figures.days", { count: n }) }))}
			/>
			{query.isError && !figures ? (
				<span className={classes.problem} role="alert">
					{say(asProblem(query.error)).title}
				</span>
			) : !figures || query.isPlaceholderData ? (
				<Loader size={16} aria-label={t("figures.loading")} />
			) : (
				<span className={classes.legend}>
					<span data-loss="some">{t("figures.some")}</span>
					<span data-loss="much">{t("figures.much")}</span>
				</span>
			)}
			<CloseButton aria-label={t("figures.hide")} onClick={() => show(0)} />
		</section>
	);
}

import { Button, Group } from "@mantine/core";
import { IconArrowLeft, IconArrowRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useOpenTab } from "../../app/useOpenTab";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { ScrollRow } from "../../ui/ScrollRow";
import { RowsSkeleton } from "../../ui/Skeletons";
import { chapters, chapterText, ownBlock, ownBlockText } from "./guide";
import classes from "./HelpPage.module.css";
import { Markdown } from "./Markdown";

/** The guide: what a reader needs from the first bot to a server of one's own. */
export function HelpPage() {
	const { t, i18n } = useTranslation("app");
	const { page } = useSearch({ from: "/inside/help" });
	const chapter = page === ownBlock ? ownBlock : (chapters.find((c) => c === page) ?? chapters[0]);
	const query = useQuery({
		queryKey: ["help", i18n.language, chapter],
		queryFn: () => (chapter === ownBlock ? ownBlockText() : chapterText(i18n.language, chapter)),
		staleTime: Number.POSITIVE_INFINITY,
	});
	const row = useOpenTab<HTMLDivElement>(true);
	const place = chapter === ownBlock ? -1 : chapters.indexOf(chapter);
	const before = chapters[place - 1];
	const after = place < 0 ? undefined : chapters[place + 1];
	return (
		<div className={classes.columns}>
			<nav className={classes.nav} aria-label={t("help.title")}>
				<p className={classes.guide}>{t("help.title")}</p>
				<ScrollRow row={row} className={classes.chapters}>
					{chapters.map((c) => (
						<Link
							key={c}
							to="/help"
							search={{ page: c }}
							className={classes.chapter}
							aria-current={c === chapter ? "page" : undefined}
						>
							{t(`help.${c}`)}
						</Link>
					))}
					<Link to="/help/blocks" className={classes.chapter}>
						{t("help.reference")}
					</Link>
					<Link
						to="/help"
						search={{ page: ownBlock }}
						className={classes.chapter}
						aria-current={chapter === ownBlock ? "page" : undefined}
					>
						{t("help.own-block")}
					</Link>
				</ScrollRow>
			</nav>
			<Page key={chapter} title={t(`help.${chapter}`)} width="text">
				<Loaded query={query} skeleton={<RowsSkeleton rows={10} height={20} />}>
					{(text) => <Markdown text={text} language={i18n.language} />}
				</Loaded>
				<Group justify="space-between" mt={48}>
					{before ? (
						<Button
							variant="default"
							leftSection={<IconArrowLeft size={16} />}
							renderRoot={(props) => <Link to="/help" search={{ page: before }} {...props} />}
						>
							{t(`help.${before}`)}
						</Button>
					) : (
						<span />
					)}
					{after && (
						<Button
							rightSection={<IconArrowRight size={16} />}
							renderRoot={(props) => <Link to="/help" search={{ page: after }} {...props} />}
						>
							{t(`help.${after}`)}
						</Button>
					)}
				</Group>
			</Page>
		</div>
	);
}

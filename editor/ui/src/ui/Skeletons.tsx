import { Skeleton, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Cards } from "./Cards";
import page from "./Page.module.css";
import classes from "./Skeletons.module.css";

function Busy({ children }: { children: React.ReactNode }) {
	const { t } = useTranslation("app");
	return (
		<div role="status" aria-label={t("loading")}>
			{children}
		</div>
	);
}

/** The place of a list or a table inside a card. */
export function RowsSkeleton({ rows = 4, height = 44 }: { rows?: number; height?: number }) {
	return (
		<Busy>
			<Stack gap="sm">
				{Array.from({ length: rows }, (_, i) => i).map((i) => (
					<Skeleton key={i} height={height} radius="md" />
				))}
			</Stack>
		</Busy>
	);
}

/** A card whose first lines are on their way. */
function Card({ height }: { height: number }) {
	return (
		<div className={classes.card} style={{ height }}>
			<Skeleton height={16} width="55%" />
			<Skeleton height={12} width="85%" />
			<Skeleton height={12} width="70%" />
		</div>
	);
}

/** The place of titled parts, one below the other, or of the one list of a page. */
export function PanelsSkeleton({ panels = 1, height }: { panels?: number; height: number }) {
	return (
		<Busy>
			<Stack gap="lg">
				{Array.from({ length: panels }, (_, i) => i).map((i) => (
					<Card key={i} height={height} />
				))}
			</Stack>
		</Busy>
	);
}

/** The place of a grid of cards. */
export function CardsSkeleton({ cards = 6, height = 168 }: { cards?: number; height?: number }) {
	return (
		<Busy>
			<Cards>
				{Array.from({ length: cards }, (_, i) => i).map((i) => (
					<Card key={i} height={height} />
				))}
			</Cards>
		</Busy>
	);
}

/** The place of a whole page, whose heading is not known yet. */
export function PageSkeleton({ children }: { children: React.ReactNode }) {
	return (
		<div className={page.page}>
			<Skeleton height={35} width={260} maw="100%" className={page.head} />
			{children}
		</div>
	);
}

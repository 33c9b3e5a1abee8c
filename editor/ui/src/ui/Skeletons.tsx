import { SimpleGrid, Skeleton, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

function Busy({ children }: { children: React.ReactNode }) {
	const { t } = useTranslation("app");
	return (
		<div role="status" aria-label={t("loading")}>
			{children}
		</div>
	);
}

/** The place of a list or a table. */
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

/** The place of a grid of cards. */
export function CardsSkeleton({ cards = 6, height = 168 }: { cards?: number; height?: number }) {
	return (
		<Busy>
			<SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
				{Array.from({ length: cards }, (_, i) => i).map((i) => (
					<Skeleton key={i} height={height} radius="lg" />
				))}
			</SimpleGrid>
		</Busy>
	);
}

import { Paper, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { RowsSkeleton } from "../ui/Skeletons";
import { useTitle } from "../ui/useTitle";

const frame = { p: { base: "lg", xs: 36 }, radius: "lg", bg: "var(--card)", withBorder: true, shadow: "sm" } as const;

/** The one card of a page without a login. Its heading takes the focus, so that a reader begins there, unless a field has it. */
export function Card({ title, about, children }: { title: string; about?: ReactNode; children?: ReactNode }) {
	const heading = useRef<HTMLHeadingElement>(null);
	useTitle(title);
	useEffect(() => {
		if (document.activeElement === document.body) {
			heading.current?.focus({ preventScroll: true });
		}
	}, []);
	return (
		<Paper {...frame}>
			<Stack gap="lg">
				<div>
					<Title order={1} size="h2" tabIndex={-1} ref={heading} style={{ outline: "none" }}>
						{title}
					</Title>
					{about && (
						<Text c="dimmed" mt={8}>
							{about}
						</Text>
					)}
				</div>
				{children}
			</Stack>
		</Paper>
	);
}

/** The place of the card while it is not known what it has to say. */
export function CardSkeleton({ rows }: { rows: number }) {
	return (
		<Paper {...frame}>
			<RowsSkeleton rows={rows} />
		</Paper>
	);
}

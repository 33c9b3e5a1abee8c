import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./states.module.css";

/** Says that there is nothing yet, why, and what to do about it. */
export function EmptyState(props: { icon: ReactNode; title: string; children?: ReactNode; action?: ReactNode }) {
	return (
		<div className={classes.state}>
			<span className={classes.icon} aria-hidden="true">
				{props.icon}
			</span>
			<Title order={2} size="h4">
				{props.title}
			</Title>
			{props.children && (
				<Text c="dimmed" maw={440}>
					{props.children}
				</Text>
			)}
			{props.action}
		</div>
	);
}

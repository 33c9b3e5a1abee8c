import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./states.module.css";

interface Props {
	icon: ReactNode;
	title: string;
	/** 1 where it is the whole page, and its title the page's heading. */
	level?: 1 | 2;
	children?: ReactNode;
	action?: ReactNode;
}

/** Says that there is nothing yet, why, and what to do about it. */
export function EmptyState(props: Props) {
	return (
		<div className={classes.state}>
			<span className={classes.icon} aria-hidden="true">
				{props.icon}
			</span>
			<Title order={props.level ?? 2} size="h4">
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

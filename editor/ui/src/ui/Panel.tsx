import { Paper, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Panel.module.css";

interface Props {
	title: string;
	about?: ReactNode;
	/** What can be done with the whole of it. */
	actions?: ReactNode;
	children?: ReactNode;
}

/** A titled part of a page. */
export function Panel({ title, about, actions, children }: Props) {
	return (
		<Paper component="section" className={classes.panel}>
			<div className={classes.head}>
				<div className={classes.words}>
					<Title order={2} size="h4">
						{title}
					</Title>
					{about && (
						<Text size="sm" c="dimmed" mt={2}>
							{about}
						</Text>
					)}
				</div>
				{actions}
			</div>
			{children}
		</Paper>
	);
}

import { Group, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import classes from "./Page.module.css";
import { useTitle } from "./useTitle";

interface Props {
	/** The heading, and the title of the document. */
	title: string;
	/** One sentence below the heading. */
	about?: ReactNode;
	/** The link to where this page belongs, above the heading. */
	back?: ReactNode;
	/** What can be done here, beside the heading. */
	actions?: ReactNode;
	/** "text" for forms and reading, "wide" for cards and tables. */
	width?: "text" | "wide";
	children: ReactNode;
}

/** Whether a page was shown before: the first one leaves the focus to the browser, the next ones move it to their heading. */
let shown = false;

/** A page inside the shell: heading, what can be done, content. Whoever came here by keyboard or reader starts at its heading. */
export function Page({ title, about, back, actions, width = "wide", children }: Props) {
	const heading = useRef<HTMLHeadingElement>(null);
	useTitle(title);
	useEffect(() => {
		if (shown) {
			heading.current?.focus({ preventScroll: true });
		}
		shown = true;
	}, []);
	return (
		<div className={classes.page} data-width={width}>
			<Group justify="space-between" align="flex-start" gap="md" className={classes.head}>
				<div className={classes.words}>
					{back && <div className={classes.back}>{back}</div>}
					<Title order={1} size="h2" tabIndex={-1} ref={heading} className={classes.heading}>
						{title}
					</Title>
					{about && (
						<Text component="div" c="dimmed" mt={6} maw={720} textWrap="balance">
							{about}
						</Text>
					)}
				</div>
				{actions && (
					<Group gap="sm" className={classes.actions}>
						{actions}
					</Group>
				)}
			</Group>
			{children}
		</div>
	);
}

import { Button, CloseButton, Group, Progress, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useProblemText } from "../ui/problem-text";
import classes from "./media.module.css";
import type { Uploads } from "./useUploads";

/** How far the files are that are on their way, and why one did not get there. */
export function UploadList({ uploads: { uploads, again, away } }: { uploads: Uploads }) {
	const { t } = useTranslation("media");
	const say = useProblemText();
	if (uploads.length === 0) {
		return null;
	}
	return (
		<ul className={classes.uploads} aria-live="polite">
			{uploads.map((upload) => {
				const why = upload.problem && say(upload.problem);
				return (
					<li key={upload.id} className={classes.upload} data-failed={why !== undefined}>
						<Text size="sm" className={classes.cut}>
							{why ? upload.file.name : t("uploading", { name: upload.file.name })}
						</Text>
						{why ? (
							<Group gap={6} justify="space-between" wrap="nowrap">
								<Text size="sm" c="var(--error)" role="alert">
									{upload.problem?.issues[0]?.message ?? why.title} {why.detail}
								</Text>
								<Group gap={4} wrap="nowrap">
									<Button size="compact-sm" variant="light" onClick={() => again(upload)}>
										{t("again")}
									</Button>
									<CloseButton aria-label={t("away")} onClick={() => away(upload.id)} />
								</Group>
							</Group>
						) : (
							<Progress
								value={100 * upload.part}
								animated
								aria-label={t("uploading", { name: upload.file.name })}
								transitionDuration={150}
							/>
						)}
					</li>
				);
			})}
		</ul>
	);
}

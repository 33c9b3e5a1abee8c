import { Button, CloseButton, Group, Skeleton, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPhotoPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { mediaQuery } from "../../api/media";
import { FilePreview } from "../../media/FilePreview";
import { LibraryDialog } from "../../media/LibraryDialog";
import classes from "../../media/media.module.css";
import { sizeWords } from "../../media/size";
import { useForm, type WidgetProps } from "../context";
import { Unset } from "../Fields";
import { isObject } from "../pointer";

/** A file of the bot's library: shown as it is, chosen or uploaded in place. */
export function AssetField({ value, onChange, label, required }: WidgetProps) {
	const { t, i18n } = useTranslation("media");
	const { bot, config } = useForm();
	const [opened, { open, close }] = useDisclosure(false);
	const now = typeof value === "string" ? value : "";
	const files = useQuery({ ...mediaQuery(bot), ...(now === "" && { enabled: false }) });
	const file = files.data?.find((f) => f.name === now);
	const kind = isObject(config) && typeof config.kind === "string" ? config.kind : undefined;
	return (
		<>
			{now === "" && <Unset />}
			{now === "" ? (
				<Button
					data-edits
					variant="default"
					leftSection={<IconPhotoPlus size={17} />}
					onClick={open}
					aria-label={label}
				>
					{t("choose")}
				</Button>
			) : (
				<div className={classes.chosen}>
					<div className={classes.thumb}>
						{file ? <FilePreview file={file} size={24} /> : files.isPending && <Skeleton height={64} />}
					</div>
					<div className={classes.about}>
						<Text size="sm" fw={600} className={classes.cut} title={now}>
							{now}
						</Text>
						<Text size="xs" c={file || files.isPending ? "dimmed" : "var(--error)"}>
							{file ? sizeWords(file.size, i18n.language) : files.isSuccess && t("gone")}
						</Text>
						<Group gap={4} mt={4} data-edits>
							<Button size="compact-sm" variant="light" onClick={open} aria-label={`${label}: ${t("other")}`}>
								{t("other")}
							</Button>
						</Group>
					</div>
					<CloseButton data-edits aria-label={t("take_out")} onClick={() => onChange(required ? "" : undefined)} />
				</div>
			)}
			<LibraryDialog bot={bot} opened={opened} value={now} sentAs={kind} onPick={onChange} onClose={close} />
		</>
	);
}

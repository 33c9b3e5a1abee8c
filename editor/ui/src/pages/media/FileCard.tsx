import { ActionIcon, Anchor, Menu, Text } from "@mantine/core";
import { IconCopy, IconDots, IconDownload, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { draftQuery } from "../../api/bots";
import { answer, api } from "../../api/client";
import { type MediaFile, mediaQuery } from "../../api/media";
import { queries } from "../../api/queries";
import { usesOfFile } from "../../flow/find";
import { FilePreview } from "../../media/FilePreview";
import { sizeWords } from "../../media/size";
import { blockTitle } from "../../publish/difference";
import { useKnown } from "../../publish/useKnown";
import { copyText } from "../../ui/copy";
import { goodToast, undoToast } from "../../ui/toast";
import { useFailToast } from "../../ui/useFailToast";
import classes from "./media.module.css";

/** A file with what it is, where it is used, and what can be done with it. */
export function FileCard({ bot, file, may }: { bot: string; file: MediaFile; may: boolean }) {
	const { t, i18n } = useTranslation("media");
	const remove = useRemove(bot, file);
	const pixels = file.width && file.height ? ` · ${t("pixels", { width: file.width, height: file.height })}` : "";
	return (
		<li className={classes.card}>
			<a
				className={classes.picture}
				href={file.url}
				target="_blank"
				rel="noreferrer"
				aria-label={t("open", { name: file.name })}
			>
				<FilePreview file={file} />
			</a>
			<div className={classes.foot}>
				<div className={classes.words}>
					<Text size="sm" fw={600} className={classes.name} title={file.name}>
						{file.name}
					</Text>
					<Text size="xs" c="dimmed">
						{sizeWords(file.size, i18n.language)}
						{pixels}
					</Text>
					{file.used > 0 || file.published > 0 ? (
						<Uses bot={bot} file={file} />
					) : (
						<Text size="xs" c="dimmed">
							{t("unused")}
						</Text>
					)}
				</div>
				<Menu position="bottom-end" width={200}>
					<Menu.Target>
						<ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("menu", { name: file.name })}>
							<IconDots size={18} />
						</ActionIcon>
					</Menu.Target>
					<Menu.Dropdown>
						<Menu.Item
							leftSection={<IconCopy size={16} />}
							onClick={() => void copyText(file.name).then((done) => done && goodToast(t("copied")))}
						>
							{t("copy")}
						</Menu.Item>
						<Menu.Item component="a" href={file.url} download={file.name} leftSection={<IconDownload size={16} />}>
							{t("download")}
						</Menu.Item>
						{may && (
							<>
								<Menu.Divider />
								{file.published > 0 && <Menu.Label>{t("is_published")}</Menu.Label>}
								<Menu.Item
									color="red"
									leftSection={<IconTrash size={16} />}
									disabled={remove.isPending || file.published > 0}
									onClick={() => remove.mutate()}
								>
									{t("remove")}
								</Menu.Item>
							</>
						)}
					</Menu.Dropdown>
				</Menu>
			</div>
		</li>
	);
}

/** Deletes without a question: what is deleted stays in the bin for a while, and running bots still find it there. */
function useRemove(bot: string, file: MediaFile) {
	const { t } = useTranslation("media");
	const failed = useFailToast();
	const params = { path: { bot, name: file.name } };
	const reread = () => queries.invalidateQueries({ queryKey: mediaQuery(bot).queryKey });
	const restore = async () => {
		await answer(api.POST("/bots/{bot}/media/{name}/restore", { params }));
		await reread();
	};
	return useMutation({
		mutationFn: () => answer(api.DELETE("/bots/{bot}/media/{name}", { params })),
		onSuccess: async () => {
			undoToast({
				done: t(file.used > 0 ? "removed_used" : "removed", { name: file.name }),
				label: t("app:undo"),
				undo: () => void restore().catch(failed),
			});
			await reread();
		},
		onError: failed,
	});
}

function Uses({ bot, file }: { bot: string; file: MediaFile }) {
	const { t } = useTranslation("media");
	const { data: draft } = useQuery(draftQuery(bot));
	const known = useKnown(bot, draft?.document);
	const places = draft ? usesOfFile(draft.document, file.name) : [];
	return (
		<Menu position="bottom-start" width={260}>
			<Menu.Target>
				<Anchor component="button" type="button" size="xs" className={classes.uses}>
					{file.used > 0 ? t("used", { count: file.used }) : t("only_published")}
				</Anchor>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Label>{t("places")}</Menu.Label>
				{places.map((place) => (
					<Menu.Item
						key={`${place.flow}/${place.block}`}
						renderRoot={(props) => (
							<Link
								to="/bots/$bot/edit"
								params={{ bot }}
								search={{ flow: place.flow, block: place.block }}
								{...props}
							/>
						)}
					>
						{known && place.block ? blockTitle(place.block, known) : place.block}
					</Menu.Item>
				))}
				{file.published > 0 && <Menu.Label>{t("sent_now", { count: file.published })}</Menu.Label>}
			</Menu.Dropdown>
		</Menu>
	);
}

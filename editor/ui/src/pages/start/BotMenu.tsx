import { ActionIcon, Menu } from "@mantine/core";
import {
	IconCopy,
	IconDots,
	IconDownload,
	IconPencil,
	IconPlayerPause,
	IconPlayerPlay,
	IconTrash,
} from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { botQuery } from "../../api/bots";
import { answer, api } from "../../api/client";
import { queries } from "../../api/queries";
import type { Bot } from "../../api/types";
import type { BotDocument } from "../../flow/types";
import { saveFile } from "../../ui/file";
import { undoToast } from "../../ui/toast";
import { useFailToast } from "../../ui/useFailToast";
import classes from "./BotMenu.module.css";
import { createBot } from "./create";

/** Few rename a bot, and everybody loads this menu first. */
const RenameDialog = lazy(async () => ({ default: (await import("./RenameDialog")).RenameDialog }));

async function reread(bot: Bot): Promise<void> {
	await queries.invalidateQueries({ queryKey: ["bots"] });
	await queries.invalidateQueries({ queryKey: botQuery(bot.id).queryKey });
}

/** What can be done with a bot from outside. Nothing asks "are you sure": what can be regretted can be taken back. */
export function BotMenu({ bot, onDeleted }: { bot: Bot; onDeleted?: () => void }) {
	const { t } = useTranslation("start");
	const fail = useFailToast();
	const [renaming, setRenaming] = useState<boolean>();
	const params = { path: { bot: bot.id } };
	const can = (what: string) => bot.can.includes(what);
	const attempt = (work: () => Promise<void>) => {
		work().catch(fail);
	};
	const exported = async () => (await answer(api.GET("/bots/{bot}/export", { params }))) as BotDocument;

	const save = () =>
		attempt(async () => {
			const name = bot.telegram?.username ?? bot.id;
			saveFile(`${name}.json`, JSON.stringify(await exported(), null, "\t"), "application/json");
		});
	const duplicate = () =>
		attempt(async () => {
			const name = t("menu.copy_of", { name: bot.name });
			await createBot(bot.workspace, { name, document: { ...(await exported()), name } });
		});
	const run = (what: "pause" | "resume") =>
		attempt(async () => {
			await api.POST(`/bots/{bot}/${what}`, { params });
			await reread(bot);
		});
	const remove = () =>
		attempt(async () => {
			await api.DELETE("/bots/{bot}", { params });
			onDeleted?.();
			await queries.invalidateQueries({ queryKey: ["bots"] });
			undoToast({
				done: t("menu.deleted", { name: bot.name }),
				label: t("app:undo"),
				undo: () =>
					attempt(async () => {
						await api.POST("/bots/{bot}/restore", { params });
						await reread(bot);
					}),
			});
		});

	return (
		<>
			<Menu position="bottom-end" width={210}>
				<Menu.Target>
					<ActionIcon
						variant="subtle"
						color="gray"
						size="lg"
						className={classes.button}
						aria-label={t("menu.of", { name: bot.name })}
					>
						<IconDots size={18} />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					{can("bot.edit") && (
						<Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setRenaming(true)}>
							{t("menu.rename")}
						</Menu.Item>
					)}
					<Menu.Item leftSection={<IconDownload size={16} />} onClick={save}>
						{t("menu.export")}
					</Menu.Item>
					{can("bot.create") && (
						<Menu.Item leftSection={<IconCopy size={16} />} onClick={duplicate}>
							{t("menu.duplicate")}
						</Menu.Item>
					)}
					{can("bot.run") && bot.telegram && bot.state === "paused" && (
						<Menu.Item leftSection={<IconPlayerPlay size={16} />} onClick={() => run("resume")}>
							{t("menu.resume")}
						</Menu.Item>
					)}
					{can("bot.run") && bot.telegram && (bot.state === "running" || bot.state === "trouble") && (
						<Menu.Item leftSection={<IconPlayerPause size={16} />} onClick={() => run("pause")}>
							{t("menu.pause")}
						</Menu.Item>
					)}
					{can("bot.delete") && (
						<>
							<Menu.Divider />
							<Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={remove}>
								{t("menu.delete")}
							</Menu.Item>
						</>
					)}
				</Menu.Dropdown>
			</Menu>
			{renaming !== undefined && (
				<Suspense>
					<RenameDialog bot={bot} opened={renaming} onClose={() => setRenaming(false)} onRenamed={() => reread(bot)} />
				</Suspense>
			)}
		</>
	);
}

import { Button, FileButton, Group, Menu, Text } from "@mantine/core";
import { IconDots, IconFile, IconMusic, IconPhoto, IconTrash, IconUpload, IconVideo } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { botQuery } from "../../api/bots";
import { call } from "../../api/call";
import { queries } from "../../api/queries";
import { botPath, type MediaFile, mediaQuery } from "../../api/running";
import { EmptyState } from "../../ui/EmptyState";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { SearchField } from "../../ui/SearchField";
import { CardsSkeleton } from "../../ui/Skeletons";
import { goodToast } from "../../ui/toast";
import { useFailToast } from "../../ui/useFailToast";
import classes from "./media.module.css";
import { sizeWords } from "./size";

/** Pictures, videos and files that the bot sends. */
export function MediaPage() {
	const { t } = useTranslation("running");
	const { bot } = useParams({ from: "/inside/bots/$bot/media" });
	const { data: about } = useQuery(botQuery(bot));
	const query = useQuery(mediaQuery(bot));
	const [text, setText] = useState("");
	const may = about?.can.includes("media.write") ?? false;
	const upload = useUpload(bot);
	const button = may && (
		<FileButton multiple onChange={(files) => files.length > 0 && upload.mutate(files)}>
			{(props) => (
				<Button {...props} leftSection={<IconUpload size={16} />} loading={upload.isPending}>
					{t("media.add")}
				</Button>
			)}
		</FileButton>
	);
	return (
		<Page title={t("media.title")} about={t("media.about")} actions={button}>
			<Loaded query={query} skeleton={<CardsSkeleton cards={6} height={190} />}>
				{(files) => {
					const wanted = text.trim().toLocaleLowerCase();
					const found = files.filter((f) => f.name.toLocaleLowerCase().includes(wanted));
					return files.length === 0 ? (
						<EmptyState icon={<IconPhoto size={28} />} title={t("media.none")}>
							{t("media.none_about")}
						</EmptyState>
					) : (
						<>
							<Group mb="lg">
								<SearchField label={t("media.search")} value={text} onChange={setText} />
							</Group>
							{found.length === 0 ? (
								<EmptyState icon={<IconPhoto size={28} />} title={t("media.not_found")} />
							) : (
								<ul className={classes.grid}>
									{found.map((file) => (
										<FileCard key={file.name} bot={bot} file={file} may={may} />
									))}
								</ul>
							)}
						</>
					);
				}}
			</Loaded>
		</Page>
	);
}

function useUpload(bot: string) {
	const { t } = useTranslation("running");
	const failed = useFailToast();
	return useMutation({
		mutationFn: async (files: File[]) => {
			for (const file of files) {
				const body = new FormData();
				body.set("file", file);
				await call<MediaFile>("POST", `${botPath(bot)}/media`, { body });
			}
			return files.length;
		},
		onSuccess: (count) => goodToast(t("media.added", { count })),
		onError: failed,
		// Of several files some may be there although another one was refused.
		onSettled: () => queries.invalidateQueries({ queryKey: mediaQuery(bot).queryKey }),
	});
}

function FileCard({ bot, file, may }: { bot: string; file: MediaFile; may: boolean }) {
	const { t, i18n } = useTranslation("running");
	const failed = useFailToast();
	const remove = useMutation({
		mutationFn: () => call<void>("DELETE", `${botPath(bot)}/media/${encodeURIComponent(file.name)}`),
		onSuccess: async () => {
			goodToast(t("media.removed", { name: file.name }));
			await queries.invalidateQueries({ queryKey: mediaQuery(bot).queryKey });
		},
		onError: failed,
	});
	return (
		<li className={classes.card}>
			<div className={classes.picture}>
				<Picture file={file} />
			</div>
			<div className={classes.foot}>
				<div className={classes.words}>
					<Text size="sm" fw={600} className={classes.name} title={file.name}>
						{file.name}
					</Text>
					<Text size="sm" c="dimmed">
						{sizeWords(file.size, i18n.language)} ·{" "}
						{file.used > 0 ? t("media.used", { count: file.used }) : t("media.unused")}
					</Text>
				</div>
				{may && (
					<Menu position="bottom-end">
						<Menu.Target>
							<Button variant="subtle" color="gray" size="compact-sm" aria-label={t("media.menu", { name: file.name })}>
								<IconDots size={18} />
							</Button>
						</Menu.Target>
						<Menu.Dropdown>
							{file.used > 0 && <Menu.Label>{t("media.in_use")}</Menu.Label>}
							<Menu.Item
								color="red"
								leftSection={<IconTrash size={16} />}
								disabled={file.used > 0 || remove.isPending}
								onClick={() => remove.mutate()}
							>
								{t("media.remove")}
							</Menu.Item>
						</Menu.Dropdown>
					</Menu>
				)}
			</div>
		</li>
	);
}

function Picture({ file }: { file: MediaFile }) {
	const [kind] = file.type.split("/");
	if (kind === "image" && file.url !== "") {
		return <img src={file.url} alt="" loading="lazy" />;
	}
	const Icon = kind === "video" ? IconVideo : kind === "audio" ? IconMusic : IconFile;
	return <Icon size={34} stroke={1.4} aria-hidden="true" />;
}

import { Button, FileButton, Group, Text } from "@mantine/core";
import { IconPhoto, IconUpload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { botQuery } from "../../api/bots";
import { mediaQuery } from "../../api/media";
import { DropArea } from "../../media/DropArea";
import { sizeWords } from "../../media/size";
import { UploadList } from "../../media/UploadList";
import { useUploads } from "../../media/useUploads";
import { EmptyState } from "../../ui/EmptyState";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { SearchField } from "../../ui/SearchField";
import { CardsSkeleton } from "../../ui/Skeletons";
import { FileCard } from "./FileCard";
import classes from "./media.module.css";

/** Pictures, videos and files that the bot sends. */
export function MediaPage() {
	const { t, i18n } = useTranslation("media");
	const { bot } = useParams({ from: "/inside/bots/$bot/media" });
	const may = useQuery(botQuery(bot)).data?.can.includes("media.write") ?? false;
	const query = useQuery(mediaQuery(bot));
	const [text, setText] = useState("");
	const uploads = useUploads(bot);
	const add = may && (
		<FileButton multiple onChange={(files) => void uploads.add(files)}>
			{(props) => (
				<Button {...props} leftSection={<IconUpload size={16} />}>
					{t("add")}
				</Button>
			)}
		</FileButton>
	);
	return (
		<Page title={t("title")} about={t("about")} actions={add}>
			<UploadList uploads={uploads} />
			<DropArea disabled={!may} onFiles={(files) => void uploads.add(files)}>
				<Loaded query={query} skeleton={<CardsSkeleton cards={6} height={212} />}>
					{(files) => {
						const wanted = text.trim().toLocaleLowerCase();
						const found = files.filter((f) => f.name.toLocaleLowerCase().includes(wanted));
						const bytes = files.reduce((sum, f) => sum + f.size, 0);
						return files.length === 0 ? (
							<EmptyState icon={<IconPhoto size={28} />} title={t("none")}>
								{may && t("none_about")}
							</EmptyState>
						) : (
							<>
								<Group mb="lg" justify="space-between">
									<SearchField label={t("search")} value={text} onChange={setText} />
									<Text size="sm" c="dimmed">
										{t("files", { count: files.length })} · {sizeWords(bytes, i18n.language)}
									</Text>
								</Group>
								{found.length === 0 ? (
									<EmptyState icon={<IconPhoto size={28} />} title={t("not_found")} />
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
			</DropArea>
		</Page>
	);
}

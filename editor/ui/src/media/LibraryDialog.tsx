import { Button, FileButton, Group, Modal, Switch, Text, UnstyledButton } from "@mantine/core";
import { IconPhoto, IconUpload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { botQuery } from "../api/bots";
import { mediaQuery } from "../api/media";
import { EmptyState } from "../ui/EmptyState";
import { Loaded } from "../ui/Loaded";
import { SearchField } from "../ui/SearchField";
import { CardsSkeleton } from "../ui/Skeletons";
import { DropArea } from "./DropArea";
import { FilePreview } from "./FilePreview";
import { suits } from "./kinds";
import classes from "./media.module.css";
import { UploadList } from "./UploadList";
import { useUploads } from "./useUploads";

interface Props {
	bot: string;
	opened: boolean;
	/** The name of the chosen file, empty for none. */
	value: string;
	/** What the block sends it as, such as photo; the others are hidden until somebody wants them. */
	sentAs?: string;
	onPick: (name: string) => void;
	onClose: () => void;
}

/** The bot's files to choose one from; a new one is uploaded here and chosen at once. */
export function LibraryDialog({ bot, opened, value, sentAs, onPick, onClose }: Props) {
	const { t } = useTranslation("media");
	const query = useQuery({ ...mediaQuery(bot), ...(!opened && { enabled: false }) });
	const may = useQuery(botQuery(bot)).data?.can.includes("media.write") ?? false;
	const [text, setText] = useState("");
	const [every, setEvery] = useState(false);
	const pick = (name: string) => {
		onPick(name);
		onClose();
	};
	const uploads = useUploads(bot, (file) => pick(file.name));
	const wanted = text.trim().toLocaleLowerCase();
	return (
		<Modal opened={opened} onClose={onClose} title={t("choose")} size="xl">
			<Group mb="md" justify="space-between">
				<SearchField label={t("search")} value={text} onChange={setText} width={240} />
				<Group gap="md">
					{sentAs !== undefined && (
						<Switch label={t("every")} checked={every} onChange={(e) => setEvery(e.currentTarget.checked)} />
					)}
					{may && (
						<FileButton onChange={(file) => file && void uploads.add([file])}>
							{(props) => (
								<Button {...props} leftSection={<IconUpload size={16} />}>
									{t("add_file")}
								</Button>
							)}
						</FileButton>
					)}
				</Group>
			</Group>
			<UploadList uploads={uploads} />
			<DropArea disabled={!may} onFiles={(files) => void uploads.add(files.slice(0, 1))}>
				<Loaded query={query} skeleton={<CardsSkeleton cards={3} height={130} />}>
					{(files) => {
						const found = files.filter(
							(f) => f.name.toLocaleLowerCase().includes(wanted) && (every || suits(f, sentAs) || f.name === value),
						);
						return found.length === 0 ? (
							<EmptyState icon={<IconPhoto size={28} />} title={t(files.length === 0 ? "none" : "none_fit")}>
								{may && t("none_pick")}
							</EmptyState>
						) : (
							<div className={classes.shelf}>
								<ul className={classes.tiles}>
									{found.map((file) => (
										<li key={file.name}>
											<UnstyledButton
												className={classes.tile}
												aria-pressed={file.name === value}
												onClick={() => pick(file.name)}
											>
												<div className={classes.tilePicture}>
													<FilePreview file={file} />
												</div>
												<Text component="span" title={file.name} className={classes.tileName}>
													{file.name}
												</Text>
											</UnstyledButton>
										</li>
									))}
								</ul>
							</div>
						);
					}}
				</Loaded>
			</DropArea>
		</Modal>
	);
}

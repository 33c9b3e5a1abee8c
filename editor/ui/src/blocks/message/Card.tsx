import { IconFile, IconMicrophone, IconMovie, IconPhoto } from "@tabler/icons-react";
import { useState } from "react";
import { fileAddress } from "../../api/media";
import { useDraft } from "../../draft/DraftProvider";
import { fieldOf, textOf } from "../../flow/exits";
import type { Json } from "../../flow/types";
import { CardText } from "../CardText";
import type { CardLook, CardProps } from "../card";
import classes from "../cards.module.css";
import { ExitDot } from "../ExitDot";
import { useCardWords } from "../useCardWords";

/** A message as the user of the bot will see it: picture, text, buttons. */
function MessageCard({ block, exits, languages }: CardProps) {
	const { t, title } = useCardWords();
	const text = textOf(fieldOf(block.config, "text") ?? fieldOf(block.config, "header"), ...languages);
	const item = textOf(fieldOf(block.config, "item"), ...languages);
	const kind = fieldOf(block.config, "kind");
	const names = new Set(exits.map((e) => e.name));
	const rows = buttonRows(block.config, languages);
	const shown = new Set(rows.flat().map((b) => b.exit));
	const others = exits.filter((e) => ofButton(e) && !shown.has(e.name));
	const media = kind !== undefined || Array.isArray(fieldOf(block.config, "items"));
	return (
		<div className={classes.talk}>
			<div className={classes.bubble}>
				{(kind !== undefined || block.type === "message.album") && (
					<Media kind={String(kind ?? "photo")} asset={assetOf(block.config)} />
				)}
				{text !== "" && <CardText text={text} />}
				{item !== "" && (
					<div className={classes.soft}>
						<CardText text={item} most={80} />
					</div>
				)}
				{text === "" && item === "" && !media && <span className={classes.soft}>{t("card.no_text")}</span>}
			</div>
			{rows.map((row, i) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
				<div key={i} className={classes.row}>
					{row.map((button) => (
						<span key={button.key} className={classes.button}>
							<CardText text={button.label} most={40} />
							{names.has(button.exit) && <ExitDot block={block.id} exit={button.exit} title={button.label} />}
						</span>
					))}
				</div>
			))}
			{others.map((exit) => (
				<div key={exit.name} className={classes.row}>
					<span className={classes.button}>
						<CardText text={title(exit.title)} most={40} />
						<ExitDot block={block.id} exit={exit.name} title={title(exit.title)} />
					</span>
				</div>
			))}
		</div>
	);
}

/** The file of the library that is sent, or the first of an album. */
function assetOf(config: Json | undefined): string {
	const items = fieldOf(config, "items");
	const [first] = Array.isArray(items) ? items : [];
	return textOf(fieldOf(config, "asset")) || textOf(fieldOf(first, "asset"));
}

const pictures: ReadonlySet<string> = new Set(["photo", "animation"]);

function Media({ kind, asset }: { kind: string; asset: string }) {
	const bot = useDraft((s) => s.bot);
	const [broken, setBroken] = useState("");
	if (asset !== "" && asset !== broken && pictures.has(kind)) {
		return (
			<div className={classes.media}>
				<img
					className={classes.picture}
					src={fileAddress(bot, asset)}
					alt=""
					loading="lazy"
					draggable={false}
					onError={() => setBroken(asset)}
				/>
			</div>
		);
	}
	const Icon = { photo: IconPhoto, video: IconMovie, animation: IconMovie, voice: IconMicrophone }[kind] ?? IconFile;
	return (
		<div className={classes.media}>
			<Icon size={28} stroke={1.4} aria-hidden="true" />
		</div>
	);
}

interface ShownButton {
	key: string;
	label: string;
	exit: string;
}

function buttonRows(config: Json | undefined, languages: readonly string[]): ShownButton[][] {
	const rows = fieldOf(config, "buttons");
	return (Array.isArray(rows) ? rows : []).map((row, i) =>
		(Array.isArray(row) ? row : []).map((button, j) => ({
			key: `${i}/${j}`,
			label: textOf(fieldOf(button, "label"), ...languages),
			exit: `button:${textOf(fieldOf(button, "id"))}`,
		})),
	);
}

function ofButton(exit: { name: string }): boolean {
	return exit.name.startsWith("button:") || exit.name.startsWith("item:");
}

export const messageLook: CardLook = { Card: MessageCard, shows: ofButton };

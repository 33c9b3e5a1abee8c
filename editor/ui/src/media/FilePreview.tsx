import { IconFile, IconMovie, IconMusic, IconPhoto } from "@tabler/icons-react";
import { useState } from "react";
import { fileAddress, type MediaFile } from "../api/media";
import { kindOf } from "./kinds";
import classes from "./media.module.css";

/** A file of the library as a picture of itself, or a sign of its kind. Fills the place that it is given. */
export function FilePreview({ bot, file, size = 32 }: { bot: string; file: MediaFile; size?: number }) {
	const [broken, setBroken] = useState(false);
	const kind = kindOf(file);
	if (kind === "image" && !broken) {
		return (
			<img
				className={classes.picture}
				src={fileAddress(bot, file.name)}
				width={file.width}
				height={file.height}
				alt=""
				loading="lazy"
				draggable={false}
				onError={() => setBroken(true)}
			/>
		);
	}
	const Icon = { image: IconPhoto, video: IconMovie, audio: IconMusic, other: IconFile }[kind];
	return (
		<span className={classes.sign}>
			<Icon size={size} stroke={1.4} aria-hidden="true" />
			{size > 24 && <span>{ending(file.name)}</span>}
		</span>
	);
}

function ending(name: string): string {
	const [, last] = /\.([A-Za-z0-9]{1,5})$/.exec(name) ?? [];
	return last?.toUpperCase() ?? "";
}

import { type Icon, IconFile, IconMicrophone, IconMovie, IconMusic, IconPhoto } from "@tabler/icons-react";
import { useState } from "react";
import type { MediaFile } from "../api/media";
import classes from "./media.module.css";

const icons: Record<MediaFile["kind"], Icon> = {
	photo: IconPhoto,
	animation: IconPhoto,
	video: IconMovie,
	audio: IconMusic,
	voice: IconMicrophone,
	file: IconFile,
};

/** A file of the library as a picture of itself, or a sign of its kind. Fills the place that it is given. */
export function FilePreview({ file, size = 32 }: { file: MediaFile; size?: number }) {
	const [broken, setBroken] = useState(false);
	if ((file.kind === "photo" || file.kind === "animation") && !broken) {
		return (
			<img
				className={classes.picture}
				src={file.url}
				width={file.width}
				height={file.height}
				alt=""
				loading="lazy"
				draggable={false}
				onError={() => setBroken(true)}
			/>
		);
	}
	const Sign = icons[file.kind];
	return (
		<span className={classes.sign}>
			<Sign size={size} stroke={1.4} aria-hidden="true" />
			{size > 24 && <span>{ending(file.name)}</span>}
		</span>
	);
}

function ending(name: string): string {
	const [, last] = /\.([A-Za-z0-9]{1,5})$/.exec(name) ?? [];
	return last?.toUpperCase() ?? "";
}

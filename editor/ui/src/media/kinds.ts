import type { MediaFile } from "../api/media";

/** What a file is, as far as showing it goes. */
export type FileKind = "image" | "video" | "audio" | "other";

export function kindOf({ type }: Pick<MediaFile, "type">): FileKind {
	const [kind] = type.split("/");
	return kind === "image" || kind === "video" || kind === "audio" ? kind : "other";
}

/** Whether Telegram can show a file of the library as what a block sends. */
export function suits(file: Pick<MediaFile, "type">, sentAs: string | undefined): boolean {
	switch (sentAs) {
		case "photo":
			return kindOf(file) === "image" && file.type !== "image/gif";
		case "video":
		case "video_note":
			return kindOf(file) === "video";
		case "animation":
			return file.type === "image/gif" || kindOf(file) === "video";
		case "audio":
		case "voice":
			return kindOf(file) === "audio";
		default:
			return true;
	}
}

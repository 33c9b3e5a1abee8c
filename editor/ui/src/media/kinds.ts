import type { MediaFile } from "../api/media";

/** Whether Telegram can show a file of the library as what a block sends. */
export function suits({ kind }: Pick<MediaFile, "kind">, sentAs: string | undefined): boolean {
	switch (sentAs) {
		case "photo":
			return kind === "photo";
		case "video":
		case "video_note":
			return kind === "video";
		case "animation":
			return kind === "animation" || kind === "video";
		case "audio":
		case "voice":
			return kind === "audio" || kind === "voice";
		default:
			return true;
	}
}

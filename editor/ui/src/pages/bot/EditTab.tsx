import { useParams, useSearch } from "@tanstack/react-router";
import { EditorPage } from "../../editor/EditorPage";

/** The draft of a bot, in all the room that the bar leaves. */
export function EditTab() {
	const { bot } = useParams({ from: "/inside/bots/$bot/edit" });
	const { flow, block } = useSearch({ from: "/inside/bots/$bot/edit" });
	return <EditorPage key={bot} bot={bot} at={flow ? { flow, block } : undefined} />;
}

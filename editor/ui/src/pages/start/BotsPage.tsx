import { Button } from "@mantine/core";
import { IconPlus, IconRobotOff, IconSearchOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { botsQuery } from "../../api/bots";
import { useWorkspace } from "../../app/session";
import { Cards } from "../../ui/Cards";
import { EmptyState } from "../../ui/EmptyState";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { SearchField } from "../../ui/SearchField";
import { CardsSkeleton } from "../../ui/Skeletons";
import { BotCard } from "./BotCard";
import { Welcome } from "./Welcome";

/** From this number of bots on they are searched rather than looked over. */
const many = 6;

/** The bots of the workspace; whoever has none is welcomed. */
export function BotsPage() {
	const { t } = useTranslation("start");
	const workspace = useWorkspace();
	const [text, setText] = useState("");
	const query = useQuery({ ...botsQuery(workspace?.id ?? ""), enabled: workspace !== undefined });
	const may = workspace?.can.includes("bot.create") ?? false;
	const wanted = text.trim().toLocaleLowerCase();
	if (query.data?.length === 0 && may) {
		return <Welcome />;
	}
	return (
		<Page
			title={t("bots.title")}
			actions={
				<>
					{(query.data?.length ?? 0) >= many && (
						<SearchField label={t("bots.search")} value={text} onChange={setText} />
					)}
					{may && (
						<Button leftSection={<IconPlus size={16} />} renderRoot={(props) => <Link to="/start" {...props} />}>
							{t("bots.new")}
						</Button>
					)}
				</>
			}
		>
			{workspace === undefined ? (
				<EmptyState icon={<IconRobotOff size={28} />} title={t("bots.nowhere")}>
					{t("bots.nowhere_about")}
				</EmptyState>
			) : (
				<Loaded query={query} skeleton={<CardsSkeleton />}>
					{(bots) => {
						const found = bots.filter((bot) =>
							`${bot.name} ${bot.telegram?.username ?? ""}`.toLocaleLowerCase().includes(wanted),
						);
						if (bots.length === 0) {
							return (
								<EmptyState icon={<IconRobotOff size={28} />} title={t("bots.none")}>
									{t("bots.none_about")}
								</EmptyState>
							);
						}
						if (found.length === 0) {
							return (
								<EmptyState icon={<IconSearchOff size={28} />} title={t("bots.not_found", { text: text.trim() })}>
									{t("bots.not_found_about")}
								</EmptyState>
							);
						}
						return (
							<Cards>
								{found.map((bot) => (
									<BotCard key={bot.id} bot={bot} />
								))}
							</Cards>
						);
					}}
				</Loaded>
			)}
		</Page>
	);
}

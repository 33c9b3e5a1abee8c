import { Badge, Button, Group, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "../../api/client";
import { useSession } from "../../app/session";
import { ErrorState } from "../../ui/ErrorState";
import { Panel } from "../../ui/Panel";
import { RowsSkeleton } from "../../ui/Skeletons";
import { TimeAgo } from "../../ui/TimeAgo";
import { useDeedWords } from "../workspace/useDeedWords";
import rows from "./rows.module.css";

/** What happened to one's account and was done in one's name, so that somebody else in it would be seen. */
export function DeedsPanel() {
	const { t } = useTranslation("account");
	const words = useDeedWords();
	const { user } = useSession();
	const query = useInfiniteQuery({
		queryKey: ["account", "audit"],
		queryFn: ({ pageParam, signal }) =>
			answer(api.GET("/account/audit", { params: { query: { limit: 10, cursor: pageParam || undefined } }, signal })),
		initialPageParam: "",
		getNextPageParam: (page) => page.next,
	});
	const deeds = query.data?.pages.flatMap((page) => page.items);
	return (
		<Panel title={t("audit.title")} about={t("audit.about")}>
			{query.isError && !deeds ? (
				<ErrorState error={query.error} again={() => void query.refetch()} />
			) : !deeds ? (
				<RowsSkeleton rows={4} height={40} />
			) : deeds.length === 0 ? (
				<Text size="sm" c="dimmed">
					{t("audit.none")}
				</Text>
			) : (
				<ul className={rows.list}>
					{deeds.map((deed) => (
						<li key={deed.id} className={rows.row}>
							<div className={rows.words}>
								<Text size="sm">
									{t(`deed.${deed.what.replaceAll(".", "_")}`, { defaultValue: words(deed) })}
									{deed.target !== "" && deed.target !== user.email && (
										<Badge variant="light" color="gray" ml={8}>
											{deed.target}
										</Badge>
									)}
								</Text>
								<Text size="xs" c="dimmed">
									{[
										deed.who?.id !== user.id && t("audit.by", { who: deed.who?.name ?? t("audit.server") }),
										deed.token !== undefined && t("audit.token"),
										deed.address,
									]
										.filter(Boolean)
										.join(" · ")}
								</Text>
							</div>
							<Text size="sm" c="dimmed">
								<TimeAgo at={deed.at} />
							</Text>
						</li>
					))}
				</ul>
			)}
			{query.hasNextPage && (
				<Group justify="center" mt="md">
					<Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
						{t("audit.more")}
					</Button>
				</Group>
			)}
		</Panel>
	);
}

import { Badge, Button, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { botsQuery } from "../../api/bots";
import { answer, api } from "../../api/client";
import type { Deed } from "../../api/workspaces";
import { NoWorkspace } from "../../app/NoWorkspace";
import { useWorkspace } from "../../app/session";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { SearchField } from "../../ui/SearchField";
import { PanelsSkeleton } from "../../ui/Skeletons";
import { TimeAgo } from "../../ui/TimeAgo";
import rows from "../account/rows.module.css";
import classes from "./AuditPage.module.css";
import { differences } from "./differences";
import { useDeedWords } from "./useDeedWords";

/** The journal: who did what in the workspace, and what was there before and after. */
export function AuditPage() {
	const { t } = useTranslation("workspace");
	const workspace = useWorkspace();
	return workspace ? <Journal key={workspace.id} workspace={workspace.id} /> : <NoWorkspace title={t("audit.title")} />;
}

function Journal({ workspace }: { workspace: string }) {
	const { t } = useTranslation("workspace");
	const { bot = "" } = useSearch({ from: "/inside/workspace/audit" });
	const navigate = useNavigate();
	const { data: bots = [] } = useQuery(botsQuery(workspace));
	const [text, setText] = useState("");
	const query = useInfiniteQuery({
		queryKey: ["workspace", workspace, "audit", bot],
		queryFn: ({ pageParam }) =>
			answer(
				api.GET("/workspaces/{workspace}/audit", {
					params: {
						path: { workspace },
						query: { limit: 50, bot: bot || undefined, cursor: pageParam || undefined },
					},
				}),
			),
		initialPageParam: "",
		getNextPageParam: (page) => page.next,
	});
	const wanted = text.trim().toLocaleLowerCase();
	const words = useDeedWords();
	const found = query.data?.pages
		.flatMap((page) => page.items)
		.filter((deed) => `${deed.who?.name ?? ""} ${words(deed)} ${deed.target}`.toLocaleLowerCase().includes(wanted));
	return (
		<Page title={t("audit.title")} about={t("audit.about")}>
			<Group mb="lg">
				<SearchField label={t("audit.search")} value={text} onChange={setText} />
				<NativeSelect
					aria-label={t("audit.bot")}
					w={{ base: "100%", xs: 240 }}
					value={bot}
					onChange={(event) =>
						void navigate({
							to: "/workspace/audit",
							search: { bot: event.currentTarget.value || undefined },
							replace: true,
						})
					}
					data={[{ value: "", label: t("audit.all") }, ...bots.map((b) => ({ value: b.id, label: b.name }))]}
				/>
			</Group>
			{query.isError && !found ? (
				<ErrorState error={query.error} again={() => void query.refetch()} />
			) : !found ? (
				<PanelsSkeleton height={420} />
			) : found.length === 0 && !query.hasNextPage ? (
				<EmptyState icon={<IconHistory size={28} />} title={t(wanted === "" ? "audit.none" : "audit.not_found")} />
			) : (
				<Panel title={t("audit.deeds")}>
					<Stack gap={0}>
						<ul className={rows.list}>
							{found.map((deed) => (
								<DeedRow key={deed.id} deed={deed} words={words(deed)} />
							))}
						</ul>
						{query.hasNextPage && (
							<Group justify="center" mt="md">
								<Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
									{t("audit.more")}
								</Button>
							</Group>
						)}
					</Stack>
				</Panel>
			)}
		</Page>
	);
}

function DeedRow({ deed, words }: { deed: Deed; words: string }) {
	const { t } = useTranslation("workspace");
	const changed = differences(deed.before, deed.after);
	// An invitation has no name, and what it is kept under tells nobody anything.
	const named = deed.target !== "" && deed.what !== "invitation.make" && deed.what !== "invitation.end";
	const fieldWords = (field: string) =>
		field === "" ? t("audit.value") : t(`field.${field}`, { defaultValue: field.replaceAll(/[._]/g, " ") });
	return (
		<li className={classes.deed}>
			<div className={classes.line}>
				<Text size="sm" className={classes.what}>
					<span>
						<b>{deed.who?.name ?? t("audit.program")}</b> · {words}
					</span>
					{named && (
						<Badge variant="light" color="gray">
							{deed.target}
						</Badge>
					)}
				</Text>
				<Text size="xs" c="dimmed">
					{deed.address !== "" && `${deed.address} · `}
					<TimeAgo at={deed.at} />
				</Text>
			</div>
			{changed.length > 0 && (
				<details className={classes.details}>
					<summary>{t("audit.changed", { count: changed.length })}</summary>
					<dl className={classes.changes}>
						{changed.map((change) => (
							<div key={change.field} className={classes.change}>
								<dt>{fieldWords(change.field)}</dt>
								<dd>
									{change.before !== "" && <del>{change.before}</del>}
									{change.after !== "" && <ins>{change.after}</ins>}
								</dd>
							</div>
						))}
					</dl>
				</details>
			)}
		</li>
	);
}

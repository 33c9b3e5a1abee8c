import { Button, Group, Text } from "@mantine/core";
import { IconMailCheck, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { healthQuery } from "../../api/bots";
import { api } from "../../api/client";
import { queries } from "../../api/queries";
import { type Letter, lettersQuery } from "../../api/running";
import { EmptyState } from "../../ui/EmptyState";
import { Loaded } from "../../ui/Loaded";
import { Panel } from "../../ui/Panel";
import { RowsSkeleton } from "../../ui/Skeletons";
import { sentence } from "../../ui/sentence";
import { TimeAgo } from "../../ui/TimeAgo";
import { goodToast } from "../../ui/toast";
import { useFailToast } from "../../ui/useFailToast";
import classes from "./health.module.css";
import { letterWords } from "./letter";

/** Messages that could not be handled: to be tried again, or given up. */
export function LettersPanel({ bot }: { bot: string }) {
	const { t } = useTranslation("running");
	return (
		<Panel title={t("letters.title")} about={t("letters.about")}>
			<Loaded query={useQuery(lettersQuery(bot))} skeleton={<RowsSkeleton rows={2} height={72} />}>
				{(letters) =>
					letters.length === 0 ? (
						<EmptyState icon={<IconMailCheck size={28} />} title={t("letters.none")} />
					) : (
						<ul className={classes.letters}>
							{letters.map((letter) => (
								<LetterRow key={letter.id} bot={bot} letter={letter} />
							))}
						</ul>
					)
				}
			</Loaded>
		</Panel>
	);
}

function LetterRow({ bot, letter }: { bot: string; letter: Letter }) {
	const { t } = useTranslation("running");
	const failed = useFailToast();
	const params = { path: { bot, id: Number(letter.id) } };
	const done = (message: string) => async () => {
		goodToast(message);
		await Promise.all([
			queries.invalidateQueries({ queryKey: lettersQuery(bot).queryKey }),
			queries.invalidateQueries({ queryKey: healthQuery(bot).queryKey }),
		]);
	};
	const retry = useMutation({
		mutationFn: () => api.POST("/bots/{bot}/letters/{id}/retry", { params }),
		onSuccess: done(t("letters.retried")),
		onError: failed,
	});
	const drop = useMutation({
		mutationFn: () => api.DELETE("/bots/{bot}/letters/{id}", { params }),
		onSuccess: done(t("letters.dropped")),
		onError: failed,
	});
	const busy = retry.isPending || drop.isPending;
	const words = letterWords(letter.update);
	const kind = t(`letters.kind.${words.kind}`, { defaultValue: words.kind.replaceAll("_", " ") });
	return (
		<li className={classes.letter}>
			<div className={classes.from}>
				<Text size="sm" fw={600}>
					{words.who === "" ? kind : `${words.who} · ${kind}`}
				</Text>
				<Text size="sm" c="dimmed">
					{t("letters.tries", { count: letter.tries })} · <TimeAgo at={letter.at} />
				</Text>
			</div>
			{words.text !== "" && <p className={classes.said}>“{words.text}”</p>}
			<Text size="sm" c="var(--error)">
				{sentence(letter.error)}
			</Text>
			<details className={classes.details}>
				<summary>{t("letters.update")}</summary>
				<pre>{letter.update}</pre>
			</details>
			<Group gap="xs">
				<Button
					size="xs"
					variant="light"
					leftSection={<IconRefresh size={15} />}
					loading={retry.isPending}
					disabled={busy}
					onClick={() => retry.mutate()}
				>
					{t("letters.retry")}
				</Button>
				<Button
					size="xs"
					variant="subtle"
					color="gray"
					leftSection={<IconTrash size={15} />}
					loading={drop.isPending}
					disabled={busy}
					onClick={() => drop.mutate()}
				>
					{t("letters.drop")}
				</Button>
			</Group>
		</li>
	);
}

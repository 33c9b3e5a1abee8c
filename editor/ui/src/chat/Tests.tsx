import { ActionIcon, Button, Group, Skeleton, Text, TextInput } from "@mantine/core";
import { IconCircleCheck, IconCircleX, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "../api/client";
import { useReason } from "../ui/problem-text";
import classes from "./Chat.module.css";

/** Conversations that were kept as tests; a failing one warns before publishing. */
export function Tests({ bot, chat }: { bot: string; chat: string }) {
	const { t } = useTranslation("chat");
	const reason = useReason();
	const queries = useQueryClient();
	const key = ["tests", bot];
	const params = { path: { bot } };
	const tests = useQuery({ queryKey: key, queryFn: () => answer(api.GET("/bots/{bot}/tests", { params })) });
	const [name, setName] = useState("");
	const again = () => queries.invalidateQueries({ queryKey: key });
	const save = useMutation({
		mutationFn: () => api.POST("/bots/{bot}/tests", { params, body: { name: name.trim(), chat } }),
		onSuccess: () => {
			setName("");
			return again();
		},
	});
	const remove = useMutation({
		mutationFn: (n: string) => api.DELETE("/bots/{bot}/tests/{name}", { params: { path: { bot, name: n } } }),
		onSuccess: again,
	});
	const run = useMutation({
		mutationFn: () => answer(api.POST("/bots/{bot}/tests/run", { params })),
		onSuccess: again,
	});
	const failed = save.error ?? remove.error ?? run.error ?? tests.error;
	const items = tests.data?.items ?? [];
	return (
		<div className={classes.values}>
			<form
				onSubmit={(e) => {
					e.preventDefault();
					if (name.trim() !== "") {
						save.mutate();
					}
				}}
			>
				<Group gap={6} align="flex-end" wrap="nowrap">
					<TextInput
						flex={1}
						size="sm"
						label={t("save_as_test")}
						description={t("save_as_test_help")}
						placeholder={t("test_name")}
						value={name}
						onChange={(e) => setName(e.currentTarget.value)}
						onKeyDown={(e) => e.stopPropagation()}
					/>
					<Button type="submit" variant="default" loading={save.isPending} disabled={name.trim() === ""}>
						{t("save")}
					</Button>
				</Group>
			</form>
			{failed && (
				<Text size="sm" c="var(--error)" role="alert">
					{reason(failed)}
				</Text>
			)}
			{tests.isPending && <Skeleton h={60} />}
			{tests.data && items.length === 0 && (
				<Text size="sm" c="dimmed">
					{t("no_tests")}
				</Text>
			)}
			{items.length > 0 && (
				<>
					<Button variant="light" loading={run.isPending} onClick={() => run.mutate()} w="fit-content">
						{t("run_tests")}
					</Button>
					<ul className={classes.tests}>
						{items.map((test) => {
							const result = run.data?.items.find((r) => r.name === test.name) ?? test.last;
							return (
								<li key={test.name} className={classes.test}>
									{result &&
										(result.ok ? (
											<IconCircleCheck size={18} color="var(--good)" aria-label={t("passed")} />
										) : (
											<IconCircleX size={18} color="var(--error)" aria-label={t("failed")} />
										))}
									<span className={classes.turnText}>
										{test.name}
										<small> · {t("steps", { count: test.steps })}</small>
										{result && !result.ok && result.error && (
											<Text size="xs" c="var(--error)">
												{result.error}
											</Text>
										)}
									</span>
									<ActionIcon
										variant="subtle"
										color="gray"
										aria-label={t("remove_test", { what: test.name })}
										onClick={() => remove.mutate(test.name)}
									>
										<IconTrash size={15} />
									</ActionIcon>
								</li>
							);
						})}
					</ul>
				</>
			)}
		</div>
	);
}

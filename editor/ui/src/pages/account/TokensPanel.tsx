import { Badge, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api, type Schemas } from "../../api/client";
import { queries } from "../../api/queries";
import { Loaded } from "../../ui/Loaded";
import { Panel } from "../../ui/Panel";
import { ProblemAlert } from "../../ui/ProblemAlert";
import { RowsSkeleton } from "../../ui/Skeletons";
import { TimeAgo } from "../../ui/TimeAgo";
import { NewToken } from "./NewToken";
import rows from "./rows.module.css";

export type Token = Schemas["Token"];

const queryKey = ["account", "tokens"];

/** Tokens with which scripts use the API in one's name. */
export function TokensPanel() {
	const { t } = useTranslation("account");
	const [making, setMaking] = useState(false);
	const query = useQuery({ queryKey, queryFn: () => answer(api.GET("/account/tokens")) });
	const reread = () => queries.invalidateQueries({ queryKey });
	const revoke = useMutation({
		mutationFn: (id: string) => api.DELETE("/account/tokens/{id}", { params: { path: { id } } }),
		onSuccess: reread,
	});
	return (
		<Panel
			title={t("tokens.title")}
			about={t("tokens.about")}
			actions={
				<Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
					{t("tokens.new")}
				</Button>
			}
		>
			<Stack gap="sm">
				<ProblemAlert error={revoke.error} />
				<Loaded query={query} skeleton={<RowsSkeleton rows={2} />}>
					{({ items }) =>
						items.length === 0 ? (
							<Text size="sm" c="dimmed">
								{t("tokens.none")}
							</Text>
						) : (
							<ul className={rows.list}>
								{items.map((token) => (
									<TokenRow
										key={token.id}
										token={token}
										ending={revoke.isPending && revoke.variables === token.id}
										onRevoke={() => revoke.mutate(token.id)}
									/>
								))}
							</ul>
						)
					}
				</Loaded>
			</Stack>
			<Modal opened={making} onClose={() => setMaking(false)} title={t("tokens.new")} size="lg">
				<NewToken onMade={reread} onDone={() => setMaking(false)} />
			</Modal>
		</Panel>
	);
}

function TokenRow({ token, ending, onRevoke }: { token: Token; ending: boolean; onRevoke: () => void }) {
	const { t } = useTranslation("account");
	const over = token.expires_at !== undefined && new Date(token.expires_at) < new Date();
	return (
		<li className={rows.row}>
			<IconKey size={22} stroke={1.5} className={rows.icon} aria-hidden="true" />
			<div className={rows.words}>
				<Group gap="xs">
					<Text size="sm" fw={600}>
						{token.name}
					</Text>
					<Text size="xs" c="dimmed" ff="monospace">
						{token.prefix}…
					</Text>
					{over && (
						<Badge size="sm" color="red" variant="light">
							{t("tokens.over")}
						</Badge>
					)}
				</Group>
				<Text size="sm" c="dimmed">
					{token.used_at ? (
						<>
							{t("tokens.used")} <TimeAgo at={token.used_at} />
						</>
					) : (
						t("tokens.unused")
					)}
					{token.expires_at && !over && (
						<>
							{" · "}
							{t("tokens.ends")} <TimeAgo at={token.expires_at} />
						</>
					)}
				</Text>
				<Text size="xs" c="dimmed">
					{token.scopes.map((scope) => t(`scope.${scope.replace(".", "_")}`, { defaultValue: scope })).join(" · ")}
				</Text>
			</div>
			<Button
				size="xs"
				variant="default"
				loading={ending}
				onClick={onRevoke}
				aria-label={t("tokens.revoke_of", { name: token.name })}
			>
				{t("tokens.revoke")}
			</Button>
		</li>
	);
}

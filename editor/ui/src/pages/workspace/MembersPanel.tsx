import { ActionIcon, Avatar, Badge, Group, Stack, Text, Tooltip } from "@mantine/core";
import { IconUserMinus } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "../../api/client";
import { queries } from "../../api/queries";
import type { Workspace } from "../../api/types";
import { type Member, membersQuery, type Role } from "../../api/workspaces";
import { sessionQuery, useSession } from "../../app/session";
import { Loaded } from "../../ui/Loaded";
import { Panel } from "../../ui/Panel";
import { ProblemAlert } from "../../ui/ProblemAlert";
import { RowsSkeleton } from "../../ui/Skeletons";
import rows from "../account/rows.module.css";
import { RoleSelect } from "./RoleSelect";

/** Who is in the workspace, and as what. */
export function MembersPanel({ workspace }: { workspace: Workspace }) {
	const { t } = useTranslation("workspace");
	const query = useQuery(membersQuery(workspace.id));
	const params = (member: Member) => ({ path: { workspace: workspace.id, user: member.user_id } });
	const reread = async () => {
		await queries.invalidateQueries({ queryKey: membersQuery(workspace.id).queryKey });
		await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
	};
	const change = useMutation({
		mutationFn: ({ member, role }: { member: Member; role: Role }) =>
			answer(api.PATCH("/workspaces/{workspace}/members/{user}", { params: params(member), body: { role } })),
		onSuccess: reread,
	});
	const remove = useMutation({
		mutationFn: (member: Member) => api.DELETE("/workspaces/{workspace}/members/{user}", { params: params(member) }),
		onSuccess: reread,
	});
	const may = workspace.can.includes("member.write");
	return (
		<Panel title={t("members.title")} about={t("members.about")}>
			<Stack gap="sm">
				<ProblemAlert error={change.error ?? remove.error} />
				<Loaded query={query} skeleton={<RowsSkeleton rows={workspace.members} />}>
					{({ items }) => (
						<ul className={rows.list}>
							{items.map((member) => (
								<MemberRow
									key={member.user_id}
									member={member}
									may={may}
									onRole={(role) => change.mutate({ member, role })}
									onRemove={() => remove.mutate(member)}
								/>
							))}
						</ul>
					)}
				</Loaded>
			</Stack>
		</Panel>
	);
}

interface RowProps {
	member: Member;
	may: boolean;
	onRole: (role: Role) => void;
	onRemove: () => void;
}

function MemberRow({ member, may, onRole, onRemove }: RowProps) {
	const { t } = useTranslation("workspace");
	const { user } = useSession();
	const self = member.user_id === user.id;
	const single = member.bots !== undefined && member.bots.length > 0;
	return (
		<li className={rows.row}>
			<Avatar name={member.name} color="initials" radius="xl" size={38} alt="" />
			<div className={rows.words}>
				<Group gap="xs">
					<Text size="sm" fw={600}>
						{member.name}
					</Text>
					{self && (
						<Badge size="sm" variant="light">
							{t("members.you")}
						</Badge>
					)}
				</Group>
				<Text size="sm" c="dimmed">
					{member.email}
				</Text>
				{single && (
					<Text size="xs" c="dimmed">
						{member.bots?.map((bot) => `${bot.name}: ${t(`account:role.${bot.role}.title`)}`).join(" · ")}
					</Text>
				)}
			</div>
			{may && !self ? (
				<Group gap="xs">
					{!single && (
						<RoleSelect
							quiet
							label={t("members.role_of", { name: member.name })}
							value={member.role}
							onChange={onRole}
						/>
					)}
					<Tooltip label={t("members.remove")}>
						<ActionIcon
							variant="subtle"
							color="gray"
							size="lg"
							aria-label={t("members.remove_of", { name: member.name })}
							onClick={onRemove}
						>
							<IconUserMinus size={18} />
						</ActionIcon>
					</Tooltip>
				</Group>
			) : (
				<Text size="sm" c="dimmed">
					{t(`account:role.${member.role}.title`)}
				</Text>
			)}
		</li>
	);
}

import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconMailForward, IconUserPlus } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "../../api/client";
import { queries } from "../../api/queries";
import type { Workspace } from "../../api/types";
import { invitationsQuery, type Role } from "../../api/workspaces";
import { CopyField, CopyTextButton } from "../../ui/CopyField";
import { Loaded } from "../../ui/Loaded";
import { Panel } from "../../ui/Panel";
import { ProblemAlert } from "../../ui/ProblemAlert";
import { RowsSkeleton } from "../../ui/Skeletons";
import { TimeAgo } from "../../ui/TimeAgo";
import rows from "../account/rows.module.css";
import { RoleSelect } from "./RoleSelect";

/** The link of an invitation as this browser reaches it: the server gives it whole, or as a place in the page. */
export function wholeLink(link: string): string {
	return new URL(link, window.location.href).href;
}

/** Who was asked to come and has not yet; and asking the next. */
export function InvitationsPanel({ workspace }: { workspace: Workspace }) {
	const { t } = useTranslation("workspace");
	const [asking, setAsking] = useState(false);
	const query = useQuery(invitationsQuery(workspace.id));
	const reread = () => queries.invalidateQueries({ queryKey: invitationsQuery(workspace.id).queryKey });
	const withdraw = useMutation({
		mutationFn: (id: string) =>
			api.DELETE("/workspaces/{workspace}/invitations/{id}", { params: { path: { workspace: workspace.id, id } } }),
		onSuccess: reread,
	});
	return (
		<Panel
			title={t("invitations.title")}
			about={t("invitations.about")}
			actions={
				<Button leftSection={<IconUserPlus size={16} />} onClick={() => setAsking(true)}>
					{t("invitations.new")}
				</Button>
			}
		>
			<Stack gap="sm">
				<ProblemAlert error={withdraw.error} />
				<Loaded query={query} skeleton={<RowsSkeleton rows={1} />}>
					{({ items }) =>
						items.length === 0 ? (
							<Text size="sm" c="dimmed">
								{t("invitations.none")}
							</Text>
						) : (
							<ul className={rows.list}>
								{items.map((invitation) => (
									<li key={invitation.id} className={rows.row}>
										<IconMailForward size={22} stroke={1.5} className={rows.icon} aria-hidden="true" />
										<div className={rows.words}>
											<Text size="sm" fw={600}>
												{invitation.note || t(`account:role.${invitation.role}.title`)}
											</Text>
											<Text size="sm" c="dimmed">
												{invitation.note && `${t(`account:role.${invitation.role}.title`)} · `}
												{t("invitations.ends")} <TimeAgo at={invitation.expires_at} />
											</Text>
										</div>
										<Group gap="xs">
											{invitation.link !== undefined && (
												<CopyTextButton value={wholeLink(invitation.link)} label={t("invitations.copy")} size="xs" />
											)}
											<Button size="xs" variant="default" onClick={() => withdraw.mutate(invitation.id)}>
												{t("invitations.withdraw")}
											</Button>
										</Group>
									</li>
								))}
							</ul>
						)
					}
				</Loaded>
			</Stack>
			<Modal opened={asking} onClose={() => setAsking(false)} title={t("invitations.new")}>
				<NewInvitation workspace={workspace.id} onMade={reread} onDone={() => setAsking(false)} />
			</Modal>
		</Panel>
	);
}

function NewInvitation({ workspace, onMade, onDone }: { workspace: string; onMade: () => void; onDone: () => void }) {
	const { t } = useTranslation("workspace");
	const [role, setRole] = useState<Role>("editor");
	const [note, setNote] = useState("");
	const make = useMutation({
		mutationFn: () =>
			answer(
				api.POST("/workspaces/{workspace}/invitations", {
					params: { path: { workspace } },
					body: { role, ...(note.trim() ? { note: note.trim() } : {}) },
				}),
			),
		onSuccess: onMade,
	});
	if (make.data) {
		return (
			<Stack>
				<Text size="sm">{t("invitations.made")}</Text>
				<CopyField label={t("invitations.link")} value={wholeLink(make.data.link ?? "")} />
				<Group justify="flex-end">
					<Button onClick={onDone}>{t("invitations.done")}</Button>
				</Group>
			</Stack>
		);
	}
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				make.mutate();
			}}
		>
			<Stack>
				<RoleSelect label={t("members.role")} value={role} onChange={setRole} />
				<Text size="sm" c="dimmed">
					{t(`account:role.${role}.about`)}
				</Text>
				<TextInput
					label={t("invitations.note")}
					description={t("invitations.note_about")}
					maxLength={200}
					value={note}
					onChange={(event) => setNote(event.currentTarget.value)}
				/>
				<ProblemAlert error={make.error} />
				<Group justify="flex-end">
					<Button type="submit" loading={make.isPending}>
						{t("invitations.make")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

import { Alert, Button, Group, Text } from "@mantine/core";
import { IconRefreshAlert } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type BlockVersion, blocksChanged, keepVersion } from "../../api/blocks";
import install from "../../packages/install.module.css";
import { TimeAgo } from "../../ui/TimeAgo";
import { useFailToast } from "../../ui/useFailToast";

interface Props {
	workspace: string;
	name: string;
	/** That is installed. */
	version: string;
	notice: NonNullable<BlockVersion["notice"]>;
	/** Shows what is offered, to be installed; undefined where that cannot be. */
	onLook: (() => void) | undefined;
	may: boolean;
}

/** Says that the service of a block offers something else by now. Nothing of it is taken until somebody does. */
export function ServiceNotice({ workspace, name, version, notice, onLook, may }: Props) {
	const { t } = useTranslation("blocks");
	const fail = useFailToast();
	const keep = useMutation({
		mutationFn: () => keepVersion(workspace, name, version, notice.digest),
		onSuccess: () => blocksChanged(workspace),
		onError: fail,
	});
	const silent = notice.version === version;
	return (
		<Alert
			color="orange"
			variant="light"
			icon={<IconRefreshAlert size={18} />}
			title={t(silent ? "notice.same_version" : "notice.version", { version: notice.version })}
		>
			<Text size="sm">
				{t(silent ? "notice.same_version_text" : "notice.text", { version })} <TimeAgo at={notice.at} />
			</Text>
			{notice.changes.length > 0 && (
				<ul className={install.lines}>
					{notice.changes.map((line) => (
						<li key={line}>{line}</li>
					))}
				</ul>
			)}
			{may && (
				<Group mt="sm" gap="xs">
					{!silent && onLook && (
						<Button size="xs" onClick={onLook}>
							{t("notice.look", { version: notice.version })}
						</Button>
					)}
					<Button size="xs" variant="default" loading={keep.isPending} onClick={() => keep.mutate()}>
						{t("notice.keep", { version })}
					</Button>
				</Group>
			)}
		</Alert>
	);
}

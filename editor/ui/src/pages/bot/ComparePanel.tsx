import { Button, NativeSelect } from "@mantine/core";
import { IconGitCompare } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Revision } from "../../api/publishing";
import { Versions } from "../../publish/Versions";
import { Panel } from "../../ui/Panel";
import classes from "./HistoryPage.module.css";

/** Compares any two versions of a bot. */
export function ComparePanel({ bot, revisions, live }: { bot: string; revisions: Revision[]; live: number }) {
	const { t } = useTranslation("publish");
	const [open, setOpen] = useState(false);
	const [from, setFrom] = useState(revisions.find((r) => r.number < live)?.number ?? live);
	const [to, setTo] = useState(live);
	if (!open) {
		return (
			<Button
				variant="default"
				size="xs"
				mb="md"
				leftSection={<IconGitCompare size={16} />}
				onClick={() => setOpen(true)}
			>
				{t("history.other")}
			</Button>
		);
	}
	const data = revisions.map((r) => ({ value: String(r.number), label: t("history.version", { number: r.number }) }));
	return (
		<div className={classes.compare}>
			<Panel
				title={t("history.other")}
				actions={
					<Button variant="subtle" size="compact-sm" onClick={() => setOpen(false)}>
						{t("history.hide")}
					</Button>
				}
			>
				<div className={classes.sides}>
					<NativeSelect
						label={t("history.from")}
						value={from}
						data={data}
						onChange={(event) => setFrom(Number(event.currentTarget.value))}
					/>
					<NativeSelect
						label={t("history.to")}
						value={to}
						data={data}
						onChange={(event) => setTo(Number(event.currentTarget.value))}
					/>
				</div>
				<Versions bot={bot} from={from} to={to} />
			</Panel>
		</div>
	);
}

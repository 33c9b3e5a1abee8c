import {
	IconCoins,
	IconFile,
	IconKey,
	IconPencil,
	IconShieldCheck,
	IconUser,
	IconVariable,
	IconWorld,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./packages.module.css";
import type { Allowance } from "./permissions";

const icons = {
	hosts: IconWorld,
	secrets: IconKey,
	read: IconVariable,
	write: IconPencil,
	contacts: IconUser,
	files: IconFile,
	ledger: IconCoins,
} as const;

/** What a block may do, in sentences. */
export function PermissionList({ list }: { list: readonly Allowance[] }) {
	const { t } = useTranslation("blocks");
	if (list.length === 0) {
		return (
			<p className={classes.harmless}>
				<IconShieldCheck size={18} stroke={1.7} aria-hidden="true" />
				{t("permission.none")}
			</p>
		);
	}
	return (
		<ul className={classes.permissions}>
			{list.map(({ kind, names }) => {
				const Icon = icons[kind];
				return (
					<li key={kind}>
						<Icon size={18} stroke={1.7} aria-hidden="true" />
						<div>
							<div>{t(`permission.${kind}`, { count: names.length })}</div>
							{names.length > 0 && (
								<div className={classes.names}>
									{names.map((name) => (
										<code key={name}>{name}</code>
									))}
								</div>
							)}
						</div>
					</li>
				);
			})}
		</ul>
	);
}

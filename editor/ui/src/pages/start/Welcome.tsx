import { Title, UnstyledButton } from "@mantine/core";
import { type Icon, IconFileImport, IconSparkles, IconSquareRoundedPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { exampleQuery } from "../../api/bots";
import { Conversation } from "../../ui/Conversation";
import { ProblemAlert } from "../../ui/ProblemAlert";
import { useTitle } from "../../ui/useTitle";
import { conversationOf } from "./conversation";
import { useCreateBot } from "./create";
import { ImportButton } from "./ImportButton";
import classes from "./Welcome.module.css";

/** The first page of a workspace without bots: three ways to begin, beside a picture of where they lead. */
export function Welcome() {
	const { t, i18n } = useTranslation("start");
	const navigate = useNavigate();
	const create = useCreateBot();
	const { data: example } = useQuery(exampleQuery("coffee", i18n.language));
	useTitle(t("welcome.title"));
	return (
		<div className={classes.page}>
			<div className={classes.words}>
				<Title order={1} className={classes.title}>
					{t("welcome.title")}
				</Title>
				<p className={classes.about}>{t("welcome.about")}</p>
				<div className={classes.ways}>
					<Way icon={IconSparkles} name="example" first onClick={() => void navigate({ to: "/start" })} />
					<Way
						icon={IconSquareRoundedPlus}
						name="empty"
						busy={create.isPending}
						onClick={() => create.mutate({ name: t("new_name") })}
					/>
					<ImportButton>{(choose) => <Way icon={IconFileImport} name="import" onClick={choose} />}</ImportButton>
				</div>
				<ProblemAlert error={create.error} />
			</div>
			<div className={classes.picture} aria-hidden="true">
				<div className={classes.phone}>
					<div className={classes.bar}>
						<span className={classes.face}>☕</span>
						<span>
							<b>{example?.name}</b>
							<small>{t("bot")}</small>
						</span>
					</div>
					<div className={classes.talk}>
						{example && <Conversation bubbles={conversationOf(example, i18n.language, 5)} />}
					</div>
				</div>
			</div>
		</div>
	);
}

interface WayProps {
	icon: Icon;
	name: string;
	/** The one that is advised. */
	first?: boolean;
	busy?: boolean;
	onClick: () => void;
}

function Way({ icon: WayIcon, name, first, busy, onClick }: WayProps) {
	const { t } = useTranslation("start");
	return (
		<UnstyledButton className={classes.way} data-first={first} disabled={busy} onClick={onClick}>
			<span className={classes.icon}>
				<WayIcon size={22} stroke={1.7} aria-hidden="true" />
			</span>
			<span>
				<b>{t(`welcome.${name}.title`)}</b>
				<span className={classes.soft}>{t(`welcome.${name}.about`)}</span>
			</span>
		</UnstyledButton>
	);
}

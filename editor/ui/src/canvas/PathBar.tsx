import { Button, CloseButton } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useDraft } from "../draft/DraftProvider";
import { EventText } from "../film/FilmView";
import { light, useLit } from "../film/lit";
import classes from "./figures.module.css";

/** Says whose way is lit on the canvas, where somebody came from a person's film; and puts it away. */
export function PathBar() {
	const { t } = useTranslation("film");
	const bot = useDraft((s) => s.bot);
	const of = useLit((s) => s.of);
	useEffect(() => () => light(undefined), []);
	if (!of) {
		return null;
	}
	return (
		<section className={classes.bar} aria-label={t("path.of", { name: of.name })}>
			<Button
				size="compact-sm"
				variant="light"
				leftSection={<IconArrowLeft size={15} />}
				renderRoot={(props) => (
					<Link to="/bots/$bot/contacts/$user" params={{ bot, user: of.user }} search={{ show: "film" }} {...props} />
				)}
			>
				{of.name}
			</Button>
			<span className={classes.words}>
				<EventText turn={of.turn} />
			</span>
			<CloseButton aria-label={t("path.away")} onClick={() => light(undefined)} />
		</section>
	);
}

import { Loader } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { useConnection } from "../api/connection";
import { queries } from "../api/queries";
import classes from "./ConnectionBar.module.css";

const tryEvery = 5000;

/** Says in a quiet bar that the server cannot be reached, asks it until it answers, and then reads again what failed. */
export function ConnectionBar() {
	const { t } = useTranslation("app");
	const reachable = useConnection((c) => c.reachable);
	useEffect(() => {
		if (reachable) {
			return;
		}
		const ask = () => {
			api
				.GET("/setup")
				.then(() => queries.invalidateQueries())
				.catch(() => undefined);
		};
		const timer = setInterval(ask, tryEvery);
		window.addEventListener("online", ask);
		return () => {
			clearInterval(timer);
			window.removeEventListener("online", ask);
		};
	}, [reachable]);
	return (
		<div role="status" className={classes.place}>
			{!reachable && (
				<p className={classes.bar}>
					<Loader size={14} color="currentColor" aria-hidden="true" />
					{t("connection_lost")}
				</p>
			)}
		</div>
	);
}

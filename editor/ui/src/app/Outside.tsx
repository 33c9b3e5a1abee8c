import { Group } from "@mantine/core";
import { Outlet } from "@tanstack/react-router";
import { Logo } from "./Logo";
import classes from "./Outside.module.css";
import { LanguageSwitch, ThemeSwitch } from "./Preferences";

/** Around the pages that need no login: one card in the middle, language and theme below. */
export function Outside() {
	return (
		<div className={classes.page}>
			<header className={classes.head}>
				<Logo />
			</header>
			<main className={classes.main}>
				<Outlet />
			</main>
			<footer className={classes.foot}>
				<Group justify="center">
					<LanguageSwitch />
					<ThemeSwitch />
				</Group>
			</footer>
		</div>
	);
}

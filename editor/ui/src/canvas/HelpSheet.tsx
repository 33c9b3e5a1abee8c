import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./help.module.css";
import { useCanvasUI } from "./ui";

/** Keys of the canvas by what one wants to do; the words are in the files of words. */
const sheet = {
	move: ["←↑→↓", "Tab", "Enter", "+ −", "0", "Ctrl+F"],
	build: ["/", "Ctrl+←↑→↓", "Ctrl+D", "Delete"],
	select: ["Shift", "Ctrl+A", "Esc"],
	copy: ["Ctrl+C", "Ctrl+X", "Ctrl+V"],
	undo: ["Ctrl+Z", "Ctrl+Y"],
} as const;

/** All that the canvas can do by keyboard. */
export function HelpSheet() {
	const { t } = useTranslation("canvas");
	const open = useCanvasUI((s) => s.help);
	return (
		<Modal opened={open} onClose={() => useCanvasUI.getState().openHelp(false)} title={t("tools.keys")} size="lg">
			<div className={classes.sheet}>
				{Object.entries(sheet).map(([part, keys]) => (
					<section key={part}>
						<h3>{t(`help.${part}.title`)}</h3>
						<dl>
							{keys.map((key, i) => (
								<div key={key}>
									<dt>
										<kbd>{key}</kbd>
									</dt>
									<dd>{t(`help.${part}.${i}`)}</dd>
								</div>
							))}
						</dl>
					</section>
				))}
			</div>
		</Modal>
	);
}

import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./media.module.css";

interface Props {
	/** Files cannot be dropped for those who may not add any. */
	disabled?: boolean;
	onFiles: (files: File[]) => void;
	children: ReactNode;
}

const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");

/** A place onto which files can be dragged. It says so while they are above it. */
export function DropArea({ disabled, onFiles, children }: Props) {
	const { t } = useTranslation("media");
	// A drag enters each element inside before it leaves the one around it.
	const depth = useRef(0);
	const [over, setOver] = useState(false);
	const leave = () => {
		depth.current = Math.max(0, depth.current - 1);
		setOver(depth.current > 0);
	};
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: dragging is one way of several; the button beside does the same
		<div
			className={classes.area}
			onDragEnter={(event) => {
				if (!disabled && carriesFiles(event)) {
					depth.current++;
					setOver(true);
				}
			}}
			onDragLeave={leave}
			onDragOver={(event) => {
				if (!disabled && carriesFiles(event)) {
					event.preventDefault();
				}
			}}
			onDrop={(event) => {
				depth.current = 0;
				setOver(false);
				if (!disabled && carriesFiles(event)) {
					event.preventDefault();
					onFiles([...event.dataTransfer.files]);
				}
			}}
		>
			{children}
			{over && (
				<div className={classes.over} aria-hidden="true">
					{t("drop")}
				</div>
			)}
		</div>
	);
}

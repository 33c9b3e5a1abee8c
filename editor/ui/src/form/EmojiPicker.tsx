import { ActionIcon, Popover, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconMoodSmile } from "@tabler/icons-react";
import { useState } from "react";
import { useWords } from "./context";
import classes from "./form.module.css";

/** A button that opens a small table of emoji, which is loaded when it is first opened. */
export function EmojiPicker({ onPick }: { onPick(emoji: string): void }) {
	const { t } = useWords();
	const [opened, { open, close }] = useDisclosure(false);
	const [list, setList] = useState<readonly string[]>([]);
	return (
		<Popover opened={opened} onChange={(o) => !o && close()} shadow="md" position="bottom-end" trapFocus withinPortal>
			<Popover.Target>
				<ActionIcon
					variant="subtle"
					color="gray"
					size={28}
					aria-label={t("emoji")}
					onMouseDown={(e) => e.preventDefault()}
					onClick={() => {
						open();
						void import("./emojis").then((m) => setList(m.emojis));
					}}
				>
					<IconMoodSmile size={17} stroke={1.6} />
				</ActionIcon>
			</Popover.Target>
			<Popover.Dropdown p="xs">
				<div className={classes.emojis}>
					{list.map((e) => (
						<UnstyledButton
							key={e}
							className={classes.emoji}
							onClick={() => {
								close();
								onPick(e);
							}}
						>
							{e}
						</UnstyledButton>
					))}
				</div>
			</Popover.Dropdown>
		</Popover>
	);
}

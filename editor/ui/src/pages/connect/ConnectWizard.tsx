import {
	Alert,
	Button,
	Collapse,
	Group,
	PasswordInput,
	SegmentedControl,
	Stack,
	Text,
	UnstyledButton,
} from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconAlertTriangle, IconChevronDown, IconCircleCheckFilled, IconPlugConnected } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { botQuery } from "../../api/bots";
import { answer, api, type Schemas } from "../../api/client";
import { queries } from "../../api/queries";
import type { Bot } from "../../api/types";
import { comeIntoView } from "../../ui/comeIntoView";
import { ProblemAlert } from "../../ui/ProblemAlert";
import { goodToast } from "../../ui/toast";
import { BotFatherSteps, type KnownBot } from "./BotFatherSteps";
import classes from "./ConnectWizard.module.css";
import { tokenIn } from "./token";

type Receiver = "" | "polling" | "webhook";

interface Props {
	/** Id of the bot that gets the token. */
	bot: string;
	/** Who it is in Telegram, where it gets another token. */
	known?: KnownBot;
	onDone: (bot: Bot) => void;
}

/** Leads from nothing to a connected bot: how to get a token, checking it as soon as it is there, connecting. */
export function ConnectWizard({ bot, known, onDone }: Props) {
	const { t } = useTranslation("start");
	const [text, setText] = useState("");
	const [receiver, setReceiver] = useState<Receiver>("");
	const token = tokenIn(text);
	const check = useQuery({
		queryKey: ["telegram", "check", token],
		queryFn: ({ signal }) => answer(api.POST("/telegram/check", { body: { token: token ?? "" }, signal })),
		enabled: token !== undefined,
		retry: false,
		gcTime: 0,
	});
	const connect = useMutation({
		mutationFn: () =>
			answer(
				api.PUT("/bots/{bot}/token", {
					params: { path: { bot } },
					body: { token: token ?? "", ...(receiver ? { receiver } : {}) },
				}),
			),
		onSuccess: async (connected) => {
			queries.setQueryData(botQuery(bot).queryKey, connected);
			await queries.invalidateQueries({ queryKey: ["bots"] });
			goodToast(t("connect.done", { name: connected.telegram?.username ?? "" }));
			onDone(connected);
		},
	});
	const found = token === undefined ? undefined : check.data;
	const wrong = text.trim() !== "" && token === undefined;
	const form = useRef<HTMLFormElement>(null);
	const said = wrong || found !== undefined || check.isError;
	useEffect(() => {
		if (said) {
			comeIntoView(form.current);
		}
	}, [said]);
	return (
		<Stack gap="xl">
			<BotFatherSteps known={known} />
			<form
				ref={form}
				onSubmit={(event) => {
					event.preventDefault();
					connect.mutate();
				}}
			>
				<Stack>
					<PasswordInput
						label={t("connect.token")}
						description={t("connect.token_about")}
						placeholder="123456789:AAH…"
						autoComplete="off"
						size="md"
						value={text}
						onChange={(event) => setText(event.currentTarget.value)}
						onPaste={(event) => {
							// A field of one line would glue the lines of BotFather's message together, and the token with them.
							const pasted = tokenIn(event.clipboardData.getData("text"));
							if (pasted !== undefined) {
								event.preventDefault();
								setText(pasted);
							}
						}}
						error={wrong && t("connect.no_token")}
						visibilityToggleButtonProps={{ "aria-label": t("connect.show") }}
					/>
					<div aria-live="polite">
						{check.isFetching && (
							<Text size="sm" c="dimmed">
								{t("connect.checking")}
							</Text>
						)}
						{token !== undefined && check.isError && !check.isFetching && (
							<Stack gap="xs" align="flex-start">
								<ProblemAlert error={check.error} />
								<Button size="xs" variant="default" onClick={() => void check.refetch()}>
									{t("connect.check_again")}
								</Button>
							</Stack>
						)}
						{found && <Found found={found} />}
					</div>
					<Advanced receiver={receiver} onChange={setReceiver} />
					<ProblemAlert error={connect.error} />
					<Group>
						<Button
							type="submit"
							size="md"
							className={classes.connect}
							leftSection={<IconPlugConnected size={18} />}
							loading={connect.isPending}
							disabled={!found || found.taken_by !== undefined}
						>
							{found ? t("connect.button_of", { name: found.username }) : t("connect.button")}
						</Button>
					</Group>
				</Stack>
			</form>
		</Stack>
	);
}

function Found({ found }: { found: Schemas["TokenIdentity"] }) {
	const { t } = useTranslation("start");
	if (found.taken_by !== undefined) {
		return (
			<Alert
				color="orange"
				variant="light"
				icon={<IconAlertTriangle size={18} />}
				title={t("connect.taken", { name: found.taken_by })}
			>
				{t("connect.taken_about")}
			</Alert>
		);
	}
	return (
		<div className={classes.found}>
			<IconCircleCheckFilled size={26} className={classes.good} aria-hidden="true" />
			<div>
				<Text fw={650}>{found.name}</Text>
				<Text size="sm" c="dimmed">
					@{found.username}
				</Text>
			</div>
		</div>
	);
}

function Advanced({ receiver, onChange }: { receiver: Receiver; onChange: (receiver: Receiver) => void }) {
	const { t } = useTranslation("start");
	const [open, setOpen] = useState(false);
	const narrow = useMediaQuery("(max-width: 600px)", false, { getInitialValueInEffect: false });
	return (
		<div>
			<UnstyledButton className={classes.more} aria-expanded={open} onClick={() => setOpen(!open)}>
				<IconChevronDown size={16} className={classes.arrow} aria-hidden="true" />
				{t("connect.advanced")}
			</UnstyledButton>
			<Collapse expanded={open}>
				<Stack gap="sm" pt="sm">
					<div>
						<Text size="sm" fw={500} mb={6}>
							{t("connect.receiver")}
						</Text>
						<SegmentedControl
							orientation={narrow ? "vertical" : "horizontal"}
							w={narrow ? "100%" : undefined}
							aria-label={t("connect.receiver")}
							value={receiver}
							onChange={onChange}
							data={[
								{ value: "", label: t("receiver.auto") },
								{ value: "polling", label: t("receiver.polling") },
								{ value: "webhook", label: t("receiver.webhook") },
							]}
						/>
						<Text size="sm" c="dimmed" mt={6} maw={560}>
							{t(`receiver.about.${receiver || "auto"}`)}
						</Text>
					</div>
					<div>
						<Text size="sm" fw={500}>
							{t("connect.other")}
						</Text>
						<Text size="sm" c="dimmed" maw={560}>
							{t("connect.other_about")}
						</Text>
					</div>
				</Stack>
			</Collapse>
		</div>
	);
}

import { Alert, Badge, Button, Group, PasswordInput, PinInput, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconDownload, IconShieldCheck } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api, type Schemas } from "../../api/client";
import { queries } from "../../api/queries";
import { sessionQuery, useSession } from "../../app/session";
import { CopyField, CopyTextButton } from "../../ui/CopyField";
import { saveFile } from "../../ui/file";
import { Panel } from "../../ui/Panel";
import { ProblemAlert } from "../../ui/ProblemAlert";
import classes from "./SecondFactorPanel.module.css";

type Secret = Schemas["SecondStep"];

/** Codes from an app on the phone, as a second factor of the login. */
export function SecondFactorPanel() {
	const { t } = useTranslation("account");
	const { user } = useSession();
	const [codes, setCodes] = useState<string[]>();
	const begin = useMutation({ mutationFn: () => answer(api.POST("/account/totp")) });
	const known = () => queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
	const badge = user.totp ? (
		<Badge color="teal" variant="light" leftSection={<IconShieldCheck size={13} />}>
			{t("totp.on")}
		</Badge>
	) : (
		<Badge color="gray" variant="light">
			{t("totp.off")}
		</Badge>
	);
	return (
		<Panel title={t("totp.title")} about={t("totp.about")} actions={badge}>
			{codes ? (
				<RecoveryCodes codes={codes} onDone={() => setCodes(undefined)} />
			) : user.totp ? (
				<Disable onDone={known} />
			) : begin.data ? (
				<Confirm
					secret={begin.data}
					onDone={(made) => {
						setCodes(made);
						begin.reset();
						void known();
					}}
				/>
			) : (
				<Stack>
					<ProblemAlert error={begin.error} />
					<Group>
						<Button variant="default" loading={begin.isPending} onClick={() => begin.mutate()}>
							{t("totp.begin")}
						</Button>
					</Group>
				</Stack>
			)}
		</Panel>
	);
}

function Confirm({ secret, onDone }: { secret: Secret; onDone: (codes: string[]) => void }) {
	const { t } = useTranslation("account");
	const [code, setCode] = useState("");
	const confirm = useMutation({
		mutationFn: (typed: string) => answer(api.POST("/account/totp/confirm", { body: { code: typed } })),
		onSuccess: (answer) => onDone(answer.recovery_codes),
		onError: () => setCode(""),
	});
	return (
		<div className={classes.confirm}>
			<img
				className={classes.qr}
				width={180}
				height={180}
				alt={t("totp.qr")}
				src={`data:image/svg+xml;utf8,${encodeURIComponent(secret.qr)}`}
			/>
			<Stack className={classes.steps}>
				<Text size="sm">{t("totp.scan")}</Text>
				<CopyField label={t("totp.by_hand")} value={secret.secret} />
				<div>
					<Text size="sm" fw={500} mb={6} id="totp-code">
						{t("totp.type")}
					</Text>
					<PinInput
						length={6}
						type="number"
						oneTimeCode
						aria-labelledby="totp-code"
						ariaLabel={t("totp.type")}
						value={code}
						onChange={setCode}
						onComplete={(typed) => confirm.mutate(typed)}
						disabled={confirm.isPending}
					/>
				</div>
				<ProblemAlert error={confirm.error} />
			</Stack>
		</div>
	);
}

function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
	const { t } = useTranslation("account");
	const text = codes.join("\n");
	return (
		<Stack>
			<Alert color="teal" variant="light" icon={<IconShieldCheck size={18} />} title={t("totp.done")}>
				{t("totp.codes")}
			</Alert>
			<SimpleGrid cols={{ base: 2, xs: 4 }} className={classes.codes}>
				{codes.map((code) => (
					<code key={code}>{code}</code>
				))}
			</SimpleGrid>
			<Group>
				<CopyTextButton value={text} />
				<Button
					variant="default"
					leftSection={<IconDownload size={16} />}
					onClick={() => saveFile("scenarist-recovery-codes.txt", `${text}\n`)}
				>
					{t("download")}
				</Button>
				<Button onClick={onDone}>{t("totp.kept")}</Button>
			</Group>
		</Stack>
	);
}

function Disable({ onDone }: { onDone: () => Promise<void> }) {
	const { t } = useTranslation("account");
	const [password, setPassword] = useState("");
	const disable = useMutation({
		mutationFn: () => api.POST("/account/totp/disable", { body: { password } }),
		onSuccess: onDone,
	});
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				disable.mutate();
			}}
		>
			<Stack>
				<Group align="flex-end">
					<PasswordInput
						label={t("totp.password")}
						autoComplete="current-password"
						required
						flex="1 1 220px"
						value={password}
						onChange={(event) => setPassword(event.currentTarget.value)}
						visibilityToggleButtonProps={{ "aria-label": t("password.show") }}
					/>
					<Button type="submit" variant="default" loading={disable.isPending} disabled={password === ""}>
						{t("totp.disable")}
					</Button>
				</Group>
				<ProblemAlert error={disable.error} />
			</Stack>
		</form>
	);
}

import { Badge, Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { blocksChanged, setBlockSecret } from "../../api/blocks";
import packages from "../../packages/packages.module.css";
import { ProblemAlert } from "../../ui/ProblemAlert";
import { goodToast } from "../../ui/toast";
import classes from "./blocks.module.css";

/** The secret by which the service of a block knows that it is we who call: written here and in the service, and read by nobody. */
export function ServiceSecret(props: { workspace: string; name: string; set: boolean; may: boolean }) {
	const { workspace, name, set, may } = props;
	const { t } = useTranslation("blocks");
	const [value, setValue] = useState("");
	const [shown, setShown] = useState(false);
	const keep = useMutation({
		mutationFn: (secret: string) => setBlockSecret(workspace, name, secret),
		onSuccess: async (_, secret) => {
			setValue("");
			setShown(false);
			goodToast(t(secret === "" ? "secret.forgotten" : "secret.kept"));
			await blocksChanged(workspace);
		},
	});
	return (
		<section>
			<div className={classes.row}>
				<h3 className={packages.part}>{t("secret.title")}</h3>
				<Badge variant="light" color={set ? "teal" : "orange"}>
					{t(set ? "secret.set" : "secret.missing")}
				</Badge>
			</div>
			<Text size="sm" c="dimmed" mb="sm">
				{t("secret.text")}
			</Text>
			{may && (
				<form
					onSubmit={(event) => {
						event.preventDefault();
						if (value !== "") {
							keep.mutate(value);
						}
					}}
				>
					<Stack gap="sm">
						<PasswordInput
							label={t("secret.value")}
							description={shown ? t("secret.copy") : undefined}
							autoComplete="off"
							visible={shown}
							onVisibilityChange={setShown}
							value={value}
							onChange={(event) => setValue(event.currentTarget.value)}
						/>
						<ProblemAlert error={keep.error} />
						<Group gap="xs">
							<Button type="submit" size="xs" disabled={value === ""} loading={keep.isPending}>
								{t(set ? "secret.replace" : "secret.keep")}
							</Button>
							<Button
								size="xs"
								variant="default"
								onClick={() => {
									setValue(drawn());
									setShown(true);
								}}
							>
								{t("secret.draw")}
							</Button>
							{set && (
								<Button size="xs" variant="subtle" color="red" onClick={() => keep.mutate("")}>
									{t("secret.forget")}
								</Button>
							)}
						</Group>
					</Stack>
				</form>
			)}
		</section>
	);
}

/** A secret that nobody guesses. */
function drawn(): string {
	return Array.from(crypto.getRandomValues(new Uint8Array(24)), (b) => b.toString(16).padStart(2, "0")).join("");
}

import { Button, Text, Title } from "@mantine/core";
import { IconFileImport, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Example, exampleQuery, examplesQuery } from "../../api/bots";
import { Cards } from "../../ui/Cards";
import { Conversation } from "../../ui/Conversation";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { ProblemAlert } from "../../ui/ProblemAlert";
import { CardsSkeleton } from "../../ui/Skeletons";
import { conversationOf } from "./conversation";
import { type Beginning, useCreateBot } from "./create";
import classes from "./GalleryPage.module.css";
import { ImportButton } from "./ImportButton";

/** The bots that ship with the program, each with a picture of its conversation; and the other ways to begin. */
export function GalleryPage() {
	const { t } = useTranslation("start");
	const create = useCreateBot();
	const query = useQuery(examplesQuery);
	const making = create.isPending ? create.variables : undefined;
	return (
		<Page
			title={t("gallery.title")}
			about={t("gallery.about")}
			actions={
				<>
					<ImportButton>
						{(choose) => (
							<Button variant="default" leftSection={<IconFileImport size={16} />} onClick={choose}>
								{t("import.button")}
							</Button>
						)}
					</ImportButton>
					<Button
						variant="default"
						leftSection={<IconPlus size={16} />}
						loading={making !== undefined && making.example === undefined}
						onClick={() => create.mutate({ name: t("new_name") })}
					>
						{t("gallery.empty")}
					</Button>
				</>
			}
		>
			<ProblemAlert error={create.error} />
			<Loaded query={query} skeleton={<CardsSkeleton cards={9} height={420} />}>
				{(examples) => (
					<Cards>
						{examples.map((example) => (
							<ExampleCard key={example.name} example={example} making={making} onUse={create.mutate} />
						))}
					</Cards>
				)}
			</Loaded>
		</Page>
	);
}

interface CardProps {
	example: Example;
	/** What is being made now. */
	making: Beginning | undefined;
	onUse: (beginning: Beginning) => void;
}

function ExampleCard({ example, making, onUse }: CardProps) {
	const { t, i18n } = useTranslation("start");
	const { data: document } = useQuery(exampleQuery(example.name, i18n.language));
	const title = example.titles?.[i18n.language] ?? example.title;
	return (
		<article className={classes.card}>
			<div className={classes.picture}>
				{document && <Conversation bubbles={conversationOf(document, i18n.language, 6)} />}
			</div>
			<div className={classes.words}>
				<div>
					<Title order={2} size="h4">
						{title}
					</Title>
					<Text size="sm" c="dimmed" mt={4}>
						{example.descriptions?.[i18n.language] ?? example.description}
					</Text>
				</div>
				<Button
					fullWidth
					variant="light"
					loading={making?.example === example.name}
					disabled={making !== undefined && making.example !== example.name}
					onClick={() => onUse({ example: example.name })}
					aria-label={t("gallery.use_of", { name: title })}
				>
					{t("gallery.use")}
				</Button>
			</div>
		</article>
	);
}

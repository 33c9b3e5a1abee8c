import { Anchor, Badge, Code, Stack, Text } from "@mantine/core";
import { IconArrowLeft, IconPuzzle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { botCatalogueQuery } from "../../api/blocks";
import { botsQuery, catalogueQuery } from "../../api/bots";
import type { BlockType } from "../../api/types";
import { useWorkspace } from "../../app/session";
import { firstOf, type Group, paletteOf } from "../../canvas/palette";
import { inLanguage } from "../../form/schema";
import packages from "../../packages/packages.module.css";
import { type Setting, settingsOf } from "../../packages/settings";
import { BlockIcon } from "../../ui/BlockIcon";
import { EmptyState } from "../../ui/EmptyState";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { SearchField } from "../../ui/SearchField";
import { CardsSkeleton, PageSkeleton } from "../../ui/Skeletons";
import classes from "./ReferencePage.module.css";

/** How many types are listed at first: who looks for one of more searches. */
const most = 300;

/** All block types, ours and installed ones, as the catalogue tells of them. */
export function ReferencePage() {
	const { t } = useTranslation("blocks");
	const { block, bot } = useSearch({ from: "/inside/help/blocks" });
	const workspace = useWorkspace();
	// Any bot of the workspace has all of its packages; the one that is worked on has them in its versions.
	const bots = useQuery({ ...botsQuery(workspace?.id ?? ""), enabled: workspace !== undefined && bot === undefined });
	const some = bot ?? bots.data?.[0]?.id;
	const own = useQuery({ ...botCatalogueQuery(some ?? ""), enabled: some !== undefined });
	const none = bot === undefined && (bots.data?.length === 0 || bots.isError);
	const ours = useQuery({ ...catalogueQuery, enabled: none || workspace === undefined });
	return (
		<Loaded
			query={some === undefined ? ours : own}
			skeleton={
				<PageSkeleton>
					<CardsSkeleton cards={9} height={120} />
				</PageSkeleton>
			}
		>
			{(catalogue) => {
				const type = catalogue.types.find((x) => x.name === block);
				if (type) {
					return <TypePage key={type.name} type={type} bot={bot} />;
				}
				return <TypesPage catalogue={catalogue} bot={bot} missing={block} title={t("reference.title")} />;
			}}
		</Loaded>
	);
}

interface ListProps {
	catalogue: Parameters<typeof paletteOf>[0];
	bot: string | undefined;
	/** A type that was asked for and is not there. */
	missing: string | undefined;
	title: string;
}

function TypesPage({ catalogue, bot, missing, title }: ListProps) {
	const { t, i18n } = useTranslation("blocks");
	const [words, setWords] = useState("");
	const wanted = useDeferredValue(words);
	const find = useMemo(() => paletteOf(catalogue, i18n.language), [catalogue, i18n.language]);
	const groups = useMemo(() => firstOf(find(wanted, true), most), [find, wanted]);
	const titleOf = ({ family, vendor }: Group) =>
		vendor ??
		t(`canvas:family.${family}`, {
			defaultValue: inLanguage(catalogue.families.find((f) => f.name === family)?.title, i18n.language) || family,
		});
	return (
		<Page title={title} about={t("reference.text", { count: catalogue.types.length })}>
			{missing !== undefined && (
				<Text mb="md" c="var(--warning)">
					{t("reference.missing", { type: missing })}
				</Text>
			)}
			<SearchField label={t("reference.search")} value={words} onChange={setWords} />
			{groups.length === 0 && <EmptyState icon={<IconPuzzle size={28} />} title={t("not_found")} />}
			{groups.map((group) => (
				<section key={group.key} className={classes.group}>
					<h2 className={classes.family}>{titleOf(group)}</h2>
					<ul className={classes.types}>
						{group.types.map((type) => (
							<li key={type.name} className={classes.type}>
								<span className={packages.icon}>
									<BlockIcon name={type.icon} size={20} />
								</span>
								<div className={classes.words}>
									<Link to="/help/blocks" search={{ block: type.name, bot }} className={classes.open}>
										{inLanguage(type.title, i18n.language)}
									</Link>
									<p className={classes.help}>{inLanguage(type.help, i18n.language)}</p>
								</div>
							</li>
						))}
					</ul>
				</section>
			))}
		</Page>
	);
}

function TypePage({ type, bot }: { type: BlockType; bot: string | undefined }) {
	const { t, i18n } = useTranslation("blocks");
	const language = i18n.language;
	const settings = useMemo(() => settingsOf(type.schema, language, type.name), [type, language]);
	return (
		<Page
			title={inLanguage(type.title, language)}
			about={inLanguage(type.help, language)}
			width="text"
			back={
				<Anchor inherit renderRoot={(props) => <Link to="/help/blocks" search={{ bot }} {...props} />}>
					<IconArrowLeft size={16} aria-hidden="true" />
					{t("reference.title")}
				</Anchor>
			}
		>
			<Stack gap={36}>
				<p className={classes.facts}>
					<span className={packages.icon}>
						<BlockIcon name={type.icon} size={22} />
					</span>
					<Code>{type.name}</Code>
					{type.package && <Badge variant="light">{t("reference.version", { version: type.package.version })}</Badge>}
					{type.trigger && <Badge variant="light">{t("reference.trigger")}</Badge>}
					{type.waits && <Badge variant="light">{t("reference.waits")}</Badge>}
				</p>
				<section>
					<h2 className={classes.part}>{t("settings")}</h2>
					{settings.length === 0 ? (
						<Text c="dimmed">{t("reference.no_settings")}</Text>
					) : (
						<dl className={classes.settings}>
							{settings.map((s) => (
								<SettingLine key={s.path} setting={s} />
							))}
						</dl>
					)}
				</section>
				<section>
					<h2 className={classes.part}>{t("exits")}</h2>
					<ul className={classes.plain}>
						{type.exits.map((e) => (
							<li key={e.name}>
								<b>{inLanguage(e.title, language) || e.name}</b> <Code>{e.name}</Code>{" "}
								{(e.optional || e.inherit) && (
									<Text span size="sm" c="dimmed">
										{t(e.inherit ? "reference.inherit" : "reference.optional")}
									</Text>
								)}
							</li>
						))}
					</ul>
				</section>
				{type.outputs.length > 0 && (
					<section>
						<h2 className={classes.part}>{t("outputs")}</h2>
						<ul className={classes.plain}>
							{type.outputs.map((o) => (
								<li key={o.name}>
									<b>{inLanguage(o.title, language) || o.name}</b> <Code>{o.name}</Code>{" "}
									<Text span size="sm" c="dimmed">
										{t(`type.${o.type}`, { defaultValue: o.type })}
									</Text>
								</li>
							))}
						</ul>
					</section>
				)}
				<section>
					<h2 className={classes.part}>{t("reference.example")}</h2>
					<Text size="sm" c="dimmed" mb="sm">
						{t("reference.example_text")}
					</Text>
					<Code block>{JSON.stringify(type.example, null, 2)}</Code>
				</section>
			</Stack>
		</Page>
	);
}

function SettingLine({ setting }: { setting: Setting }) {
	const { t } = useTranslation("blocks");
	const { path, depth, title, help, widget, required, choices } = setting;
	return (
		<div className={classes.setting} style={{ marginInlineStart: depth * 20 }}>
			<dt>
				<b>{title}</b> <Code>{path.split(".").at(-1)}</Code>
				<Text span size="sm" c="dimmed">
					{t(`widget.${widget}`)}
					{required && ` · ${t("reference.required")}`}
				</Text>
			</dt>
			<dd>
				{help}
				{choices && choices.length <= 30 && (
					<span className={packages.names}>
						{choices.map((c) => (
							<code key={String(c)}>{String(c)}</code>
						))}
					</span>
				)}
				{setting.default !== undefined && setting.default !== "" && (
					<Text span size="sm" c="dimmed" display="block">
						{t("reference.default")} <Code>{JSON.stringify(setting.default)}</Code>
					</Text>
				)}
			</dd>
		</div>
	);
}

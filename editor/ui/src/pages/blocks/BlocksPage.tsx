import { Button, Drawer, Text } from "@mantine/core";
import { IconPlus, IconPuzzle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
	type BlockSource,
	blocksQuery,
	type InstalledBlock,
	type ShippedBlock,
	shippedQuery,
	sourceOf,
} from "../../api/blocks";
import type { Workspace } from "../../api/types";
import { NoWorkspace } from "../../app/NoWorkspace";
import { useWorkspace } from "../../app/session";
import { vendorOf } from "../../flow/packages";
import { inLanguage } from "../../form/schema";
import { DropArea } from "../../media/DropArea";
import { InstallDialog } from "../../packages/InstallDialog";
import install from "../../packages/install.module.css";
import packages from "../../packages/packages.module.css";
import { BlockIcon } from "../../ui/BlockIcon";
import { EmptyState } from "../../ui/EmptyState";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { SearchField } from "../../ui/SearchField";
import { CardsSkeleton } from "../../ui/Skeletons";
import { useFailToast } from "../../ui/useFailToast";
import classes from "./blocks.module.css";
import { PackageDetails } from "./PackageDetails";

/** Block types that the workspace has besides ours, and how to get more. */
export function BlocksPage() {
	const { t } = useTranslation("blocks");
	const workspace = useWorkspace();
	return workspace ? <Blocks key={workspace.id} workspace={workspace} /> : <NoWorkspace title={t("title")} />;
}

function Blocks({ workspace }: { workspace: Workspace }) {
	const { t, i18n } = useTranslation("blocks");
	const fail = useFailToast();
	const navigate = useNavigate();
	const { block: open } = useSearch({ from: "/inside/workspace/blocks" });
	const [words, setWords] = useState("");
	/** What is being installed; null while it is still to be said. */
	const [source, setSource] = useState<BlockSource | null>();
	const query = useQuery(blocksQuery(workspace.id));
	const shipped = useQuery(shippedQuery(workspace.id));
	const may = workspace.can.includes("workspace.write");
	const show = (block: string | undefined) => void navigate({ to: "/workspace/blocks", search: { block } });
	const shown = query.data?.find((b) => b.name === open);
	return (
		<Page
			title={t("title")}
			about={t("subtitle")}
			actions={
				may && (
					<Button leftSection={<IconPlus size={16} />} onClick={() => setSource(null)}>
						{t("add")}
					</Button>
				)
			}
		>
			<DropArea
				disabled={!may}
				onFiles={([file]) => {
					if (file) {
						sourceOf(file).then(setSource, fail);
					}
				}}
			>
				<Loaded query={query} skeleton={<CardsSkeleton cards={6} height={132} />}>
					{(items) => {
						const wanted = words.trim().toLocaleLowerCase();
						const found = items.filter((b) => textOf(b).includes(wanted));
						const more = (shipped.data ?? []).filter((b) => !b.installed && textOf(b).includes(wanted));
						return (
							<>
								{items.length === 0 && more.length === 0 && !shipped.isPending && (
									<EmptyState icon={<IconPuzzle size={28} />} title={t("empty.title")}>
										{t("empty.text")}
									</EmptyState>
								)}
								{items.length > 6 && <SearchField label={t("search")} value={words} onChange={setWords} />}
								{items.length > 0 && (
									<ul className={classes.grid}>
										{found.slice(0, most).map((b) => (
											<InstalledCard key={b.name} block={b} onOpen={() => show(b.name)} />
										))}
									</ul>
								)}
								{items.length > 0 && found.length + more.length === 0 && (
									<EmptyState icon={<IconPuzzle size={28} />} title={t("not_found")} />
								)}
								{found.length > most && (
									<Text size="sm" c="dimmed">
										{t("more", { count: found.length - most })}
									</Text>
								)}
								{more.length > 0 && (
									<section className={classes.shipped}>
										<h2>{t("shipped.title")}</h2>
										<Text size="sm" c="dimmed" mt={4}>
											{t(may ? "shipped.text" : "shipped.ask_owner")}
										</Text>
										<ul className={classes.grid}>
											{more.map((b) => (
												<ShippedCard
													key={b.name}
													block={b}
													known={items.some((i) => i.name === b.name)}
													onOpen={may ? () => setSource({ shipped: b.name }) : undefined}
												/>
											))}
										</ul>
									</section>
								)}
							</>
						);
					}}
				</Loaded>
			</DropArea>
			<InstallDialog workspace={workspace.id} source={source} onSource={setSource} onDone={show} />
			<Drawer
				opened={shown !== undefined}
				onClose={() => show(undefined)}
				position="right"
				size="lg"
				closeButtonProps={{ "aria-label": t("close") }}
				title={shown && inLanguage(shown.title, i18n.language)}
				padding="lg"
			>
				{shown && (
					<PackageDetails
						workspace={workspace}
						block={shown}
						may={may}
						onGone={() => show(undefined)}
						onInstall={setSource}
					/>
				)}
			</Drawer>
		</Page>
	);
}

/** How many are drawn: who has more of them searches. */
const most = 120;

function textOf(block: Pick<InstalledBlock, "name" | "title" | "help">): string {
	return [block.name, ...Object.values(block.title), ...Object.values(block.help)].join(" ").toLocaleLowerCase();
}

function InstalledCard({ block, onOpen }: { block: InstalledBlock; onOpen: () => void }) {
	const { t, i18n } = useTranslation("blocks");
	const newest = block.versions[0];
	return (
		<li className={classes.card} data-off={block.disabled}>
			<Head
				block={block}
				version={newest?.version}
				title={
					<button type="button" className={classes.open} onClick={onOpen}>
						{inLanguage(block.title, i18n.language)}
					</button>
				}
			/>
			<p className={classes.help}>{inLanguage(block.help, i18n.language)}</p>
			<div className={classes.foot}>
				{newest && <span>{t(`source.${newest.source}`, { defaultValue: newest.source })}</span>}
				{block.versions.length > 1 && <span>{t("versions_count", { count: block.versions.length })}</span>}
				{block.disabled && <span className={classes.off}>{t("off")}</span>}
				{block.secret === false && <span className={classes.off}>{t("secret.missing")}</span>}
				{block.versions.some((v) => v.notice) && <span className={classes.off}>{t("notice.short")}</span>}
			</div>
		</li>
	);
}

interface ShippedProps {
	block: ShippedBlock;
	/** The workspace has another version of it. */
	known: boolean;
	onOpen: (() => void) | undefined;
}

/** A block that comes with Scenarist: one click shows what it may do and adds it. */
function ShippedCard({ block, known, onOpen }: ShippedProps) {
	const { t, i18n } = useTranslation("blocks");
	const title = inLanguage(block.title, i18n.language);
	return (
		<li className={classes.card}>
			<Head
				block={block}
				version={block.version}
				title={
					onOpen ? (
						<button type="button" className={classes.open} onClick={onOpen}>
							{title}
						</button>
					) : (
						title
					)
				}
			/>
			<p className={classes.help}>{inLanguage(block.help, i18n.language)}</p>
			{(onOpen || known) && (
				<div className={classes.foot}>
					<span className={classes.new}>
						{t(known ? "shipped.version" : "shipped.add", { version: block.version })}
					</span>
				</div>
			)}
		</li>
	);
}

interface HeadProps {
	block: { name: string; icon: string };
	version: string | undefined;
	title: React.ReactNode;
}

function Head({ block, version, title }: HeadProps) {
	return (
		<div className={install.head}>
			<span className={packages.icon}>
				<BlockIcon name={block.icon} size={22} />
			</span>
			<div className={install.words}>
				<h3 className={install.title}>{title}</h3>
				<span className={install.vendor}>
					{vendorOf(block.name)} · {version}
				</span>
			</div>
		</div>
	);
}

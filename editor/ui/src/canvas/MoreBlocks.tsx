import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { botCatalogueQuery, type ShippedBlock } from "../api/blocks";
import { queries } from "../api/queries";
import type { BlockType } from "../api/types";
import { useDraft } from "../draft/DraftProvider";
import { useInstalling } from "../packages/installing";
import { BlockIcon } from "../ui/BlockIcon";
import classes from "./palette.module.css";

interface Props {
	list: readonly ShippedBlock[];
	may: boolean;
	onChoose: (type: BlockType) => void;
}

/** Blocks that come with Scenarist: chosen like the others, after a look at what they may do. */
export function MoreBlocks({ list, may, onChoose }: Props) {
	const { t, i18n } = useTranslation("canvas");
	const bot = useDraft((s) => s.bot);
	const install = useInstalling((s) => s.install);
	const added = (name: string) => {
		const type = queries.getQueryData(botCatalogueQuery(bot).queryKey)?.types.find((x) => x.name === name);
		if (type) {
			onChoose(type);
		}
	};
	return (
		<section aria-label={t("palette.more")}>
			<div className={classes.family}>{t("palette.more")}</div>
			{!may && <p className={classes.none}>{t("palette.ask_owner")}</p>}
			{list.map((block) => (
				<button
					key={block.name}
					type="button"
					className={classes.item}
					data-more
					disabled={!may}
					title={block.help[i18n.language] ?? block.help.en}
					onClick={() => install({ shipped: block.name }, added)}
				>
					<span className={classes.icon}>
						<BlockIcon name={block.icon} size={16} />
					</span>
					<span className={classes.itemTitle}>{block.title[i18n.language] ?? block.title.en}</span>
					<IconPlus size={15} aria-hidden="true" className={classes.plus} />
				</button>
			))}
		</section>
	);
}

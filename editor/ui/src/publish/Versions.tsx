import { useQuery } from "@tanstack/react-query";
import { draftQuery } from "../api/bots";
import { diffQuery, revisionQuery, type Side } from "../api/publishing";
import { Loaded } from "../ui/Loaded";
import { RowsSkeleton } from "../ui/Skeletons";
import { DiffView } from "./DiffView";
import { useKnown } from "./useKnown";

interface Props {
	bot: string;
	from: number;
	to: Side;
	/** Of the draft, where it is a side: another one is another difference. */
	version?: number;
}

/** How two versions of a bot differ. */
export function Versions({ bot, from, to, version }: Props) {
	const diff = useQuery(diffQuery(bot, from, to, version));
	const older = useQuery(revisionQuery(bot, from));
	const newer = useQuery({ ...revisionQuery(bot, to === "draft" ? 0 : to), enabled: to !== "draft" });
	const draft = useQuery({ ...draftQuery(bot), enabled: to === "draft" });
	const known = useKnown(bot, older.data, to === "draft" ? draft.data?.document : newer.data);
	const skeleton = <RowsSkeleton rows={2} height={64} />;
	return (
		<Loaded query={diff} skeleton={skeleton}>
			{(found) => (known && known.blocks.size > 0 ? <DiffView diff={found} known={known} /> : skeleton)}
		</Loaded>
	);
}

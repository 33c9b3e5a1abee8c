import { type Icon, IconPuzzle } from "@tabler/icons-react";
import { memo, useSyncExternalStore } from "react";

export type BlockIcons = Readonly<Record<string, Icon>>;

let loaded: BlockIcons | undefined;
let loading = false;
const waiting = new Set<() => void>();

async function load() {
	loading = true;
	loaded = (await import("./block-icons")).icons;
	for (const tell of waiting) {
		tell();
	}
}

function subscribe(tell: () => void) {
	waiting.add(tell);
	if (!loading) {
		void load();
	}
	return () => {
		waiting.delete(tell);
	};
}

const now = () => loaded;

/**
 * The icon of a block type by the Tabler name that the catalogue gives; a puzzle piece for a name that is not ours. The icons
 * are a chunk of their own, loaded with the first one that is shown; until then its place is kept.
 *
 * It is a decoration: whoever shows it has the block type's title beside it.
 */
export const BlockIcon = memo(function BlockIcon({ name, size = 18 }: { name: string; size?: number }) {
	const icons = useSyncExternalStore(subscribe, now);
	if (!icons) {
		return <svg width={size} height={size} aria-hidden="true" />;
	}
	const Shown = Object.hasOwn(icons, name) ? icons[name] : undefined;
	return Shown ? (
		<Shown size={size} stroke={1.6} aria-hidden="true" />
	) : (
		<IconPuzzle size={size} stroke={1.6} aria-hidden="true" />
	);
});

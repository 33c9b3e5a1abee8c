/** The address of a block type's page in the reference, as the catalogue of a bot has it, for a tab of its own. */
export function referenceAddress(type: string, bot: string): string {
	return `#/help/blocks?${new URLSearchParams({ block: type, bot })}`;
}

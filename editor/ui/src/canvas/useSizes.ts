import { useReactFlow } from "@xyflow/react";
import { useCallback } from "react";
import { guessSize, type Sizes } from "../flow/places";

/** Sizes of cards as they are drawn. */
export function useSizes(): Sizes {
	const { getInternalNode } = useReactFlow();
	return useCallback(
		(block) => {
			const { width, height } = getInternalNode(block.id)?.measured ?? {};
			return width && height ? { width, height } : guessSize(block);
		},
		[getInternalNode],
	);
}

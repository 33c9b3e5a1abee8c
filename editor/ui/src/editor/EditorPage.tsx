import { List, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { draftQuery } from "../api/bots";
import { Loaded } from "../ui/Loaded";
import { Page } from "../ui/Page";
import { RowsSkeleton } from "../ui/Skeletons";

/** The draft of a bot as an outline. */
export function EditorPage({ bot }: { bot: string }) {
	const query = useQuery(draftQuery(bot));
	return (
		<Loaded query={query} skeleton={<RowsSkeleton />}>
			{({ document }) => (
				<Page title={document.name}>
					{document.flows.map((flow) => (
						<section key={flow.id}>
							<Title order={2} size="h4">
								{flow.name}
							</Title>
							<List>
								{flow.blocks.map((block) => (
									<List.Item key={block.id}>{block.label ?? block.id}</List.Item>
								))}
							</List>
						</section>
					))}
				</Page>
			)}
		</Loaded>
	);
}

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { queries } from "../api/queries";
import { nonce } from "./nonce";
import { router } from "./router";
import { theme, variables } from "./theme";

/** The providers around every page. */
export function App() {
	return (
		<MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={nonce}>
			<Notifications position="bottom-center" />
			<QueryClientProvider client={queries}>
				<RouterProvider router={router} />
			</QueryClientProvider>
		</MantineProvider>
	);
}

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { queries } from "../api/queries";
import { nonce } from "./nonce";
import { router } from "./router";
import { theme, variables, withWords } from "./theme";

/** The providers around every page. */
export function App() {
	const { t } = useTranslation("app");
	const spoken = useMemo(() => withWords(theme, { close: t("close") }), [t]);
	return (
		<MantineProvider theme={spoken} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={nonce}>
			<Notifications position="bottom-center" />
			<QueryClientProvider client={queries}>
				<RouterProvider router={router} />
			</QueryClientProvider>
		</MantineProvider>
	);
}

import {
	createHashHistory,
	createRootRoute,
	createRoute,
	createRouter,
	lazyRouteComponent,
	redirect,
} from "@tanstack/react-router";
import { asProblem } from "../api/problem";
import { queries } from "../api/queries";
import { withWords } from "../i18n/words";
import { placeOf } from "../pages/place";
import { Crash } from "./Crash";
import { NotFound } from "./NotFound";
import { Pending } from "./Pending";
import { Root } from "./Root";
import { sessionQuery } from "./session";

const root = createRootRoute({ component: Root, notFoundComponent: NotFound, errorComponent: Crash });

/** What text a link carries in its search part, or nothing. */
function text(search: Record<string, unknown>, key: string): string | undefined {
	const value = search[key];
	return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

// Without a login.

const outside = createRoute({
	getParentRoute: () => root,
	id: "outside",
	component: lazyRouteComponent(() => import("./Outside"), "Outside"),
});

const setup = createRoute({
	getParentRoute: () => outside,
	path: "/setup",
	validateSearch: (search): { token?: string } => ({ token: text(search, "token") }),
	component: lazyRouteComponent(() => withWords(import("../pages/SetupPage"), "account"), "SetupPage"),
});

const login = createRoute({
	getParentRoute: () => outside,
	path: "/login",
	validateSearch: (search): { back?: string; problem?: string } => ({
		back: text(search, "back"),
		problem: text(search, "problem"),
	}),
	// Whoever is logged in has nothing to do here: coming from another service, or by the browser's own way back. The server is
	// asked: what is remembered may have ended just now.
	beforeLoad: async ({ search }) => {
		if (await queries.fetchQuery({ ...sessionQuery, staleTime: 0 }).catch(() => undefined)) {
			throw redirect({ href: placeOf(search.back), replace: true });
		}
	},
	component: lazyRouteComponent(() => withWords(import("../pages/LoginPage"), "account"), "LoginPage"),
});

const reset = createRoute({
	getParentRoute: () => outside,
	path: "/reset",
	validateSearch: (search): { token?: string } => ({ token: text(search, "token") }),
	component: lazyRouteComponent(() => withWords(import("../pages/ResetPage"), "account"), "ResetPage"),
});

const invitation = createRoute({
	getParentRoute: () => outside,
	path: "/invitation/$token",
	validateSearch: (search): { problem?: string } => ({ problem: text(search, "problem") }),
	component: lazyRouteComponent(
		() => withWords(import("../pages/InvitationPage"), "account", "workspace"),
		"InvitationPage",
	),
});

// With a login.

const inside = createRoute({
	getParentRoute: () => root,
	id: "inside",
	beforeLoad: async ({ location }) => {
		try {
			await queries.ensureQueryData(sessionQuery);
		} catch (error) {
			const problem = asProblem(error);
			if (problem.code === "setup_needed") {
				throw redirect({ to: "/setup" });
			}
			if (problem.status === 401) {
				throw redirect({ to: "/login", search: { back: location.href === "/" ? undefined : location.href } });
			}
			throw problem;
		}
	},
	component: lazyRouteComponent(() => import("./Shell"), "Shell"),
});

const bots = createRoute({
	getParentRoute: () => inside,
	path: "/",
	component: lazyRouteComponent(() => import("../pages/start/BotsPage"), "BotsPage"),
});

const start = createRoute({
	getParentRoute: () => inside,
	path: "/start",
	component: lazyRouteComponent(() => import("../pages/start/GalleryPage"), "GalleryPage"),
});

const account = createRoute({
	getParentRoute: () => inside,
	path: "/account",
	component: lazyRouteComponent(
		() => withWords(import("../pages/account/AccountPage"), "account", "workspace"),
		"AccountPage",
	),
});

const workspace = createRoute({
	getParentRoute: () => inside,
	path: "/workspace",
	component: lazyRouteComponent(
		() => withWords(import("../pages/workspace/WorkspacePage"), "workspace", "account"),
		"WorkspacePage",
	),
});

const audit = createRoute({
	getParentRoute: () => inside,
	path: "/workspace/audit",
	validateSearch: (search): { bot?: string } => ({ bot: text(search, "bot") }),
	component: lazyRouteComponent(() => withWords(import("../pages/workspace/AuditPage"), "workspace"), "AuditPage"),
});

const blocks = createRoute({
	getParentRoute: () => inside,
	path: "/workspace/blocks",
	validateSearch: (search): { block?: string } => ({ block: text(search, "block") }),
	component: lazyRouteComponent(() => withWords(import("../pages/blocks/BlocksPage"), "blocks", "media"), "BlocksPage"),
});

const reference = createRoute({
	getParentRoute: () => inside,
	path: "/help/blocks",
	validateSearch: (search): { block?: string; bot?: string } => ({
		block: text(search, "block"),
		bot: text(search, "bot"),
	}),
	component: lazyRouteComponent(
		() => withWords(import("../pages/help/ReferencePage"), "blocks", "canvas", "form", "values"),
		"ReferencePage",
	),
});

const help = createRoute({
	getParentRoute: () => inside,
	path: "/help",
	validateSearch: (search): { page?: string } => ({ page: text(search, "page") }),
	component: lazyRouteComponent(() => import("../pages/help/HelpPage"), "HelpPage"),
});

const bot = createRoute({
	getParentRoute: () => inside,
	path: "/bots/$bot",
	component: lazyRouteComponent(() => import("../pages/bot/BotPage"), "BotPage"),
});

const overview = createRoute({
	getParentRoute: () => bot,
	path: "/",
	component: lazyRouteComponent(() => import("../pages/bot/OverviewPage"), "OverviewPage"),
});

const edit = createRoute({
	getParentRoute: () => bot,
	path: "/edit",
	validateSearch: (search): { flow?: string; block?: string } => ({
		flow: text(search, "flow"),
		block: text(search, "block"),
	}),
	component: lazyRouteComponent(
		() => withWords(import("../pages/bot/EditTab"), "canvas", "form", "values", "film", "media", "blocks"),
		"EditTab",
	),
});

const history = createRoute({
	getParentRoute: () => bot,
	path: "/history",
	component: lazyRouteComponent(
		() => withWords(import("../pages/bot/HistoryPage"), "publish", "values"),
		"HistoryPage",
	),
});

const contacts = createRoute({
	getParentRoute: () => bot,
	path: "/contacts",
	component: lazyRouteComponent(
		() => withWords(import("../pages/running/ContactsPage"), "running", "publish", "values"),
		"ContactsPage",
	),
});

const contact = createRoute({
	getParentRoute: () => bot,
	path: "/contacts/$user",
	validateSearch: (search): { show?: "film" } => ({ show: search.show === "film" ? "film" : undefined }),
	component: lazyRouteComponent(
		() => withWords(import("../pages/running/ContactPage"), "running", "publish", "film", "values"),
		"ContactPage",
	),
});

const figures = createRoute({
	getParentRoute: () => bot,
	path: "/figures",
	component: lazyRouteComponent(
		() => withWords(import("../pages/running/FiguresPage"), "running", "publish", "values"),
		"FiguresPage",
	),
});

const media = createRoute({
	getParentRoute: () => bot,
	path: "/media",
	component: lazyRouteComponent(
		() => withWords(import("../pages/media/MediaPage"), "media", "publish", "values"),
		"MediaPage",
	),
});

const health = createRoute({
	getParentRoute: () => bot,
	path: "/health",
	component: lazyRouteComponent(
		() => withWords(import("../pages/running/HealthPage"), "running", "publish", "values"),
		"HealthPage",
	),
});

const secrets = createRoute({
	getParentRoute: () => bot,
	path: "/secrets",
	component: lazyRouteComponent(
		() => withWords(import("../pages/running/SecretsPage"), "running", "publish", "values"),
		"SecretsPage",
	),
});

// A tab of a bot is one route here and one line in ../pages/bot/tabs.ts.
const tree = root.addChildren([
	outside.addChildren([setup, login, reset, invitation]),
	inside.addChildren([
		bots,
		start,
		account,
		workspace,
		audit,
		blocks,
		help,
		reference,
		bot.addChildren([overview, edit, contacts, contact, figures, media, health, history, secrets]),
	]),
]);

/** Addresses are behind the #, so that the page works wherever it is mounted. */
export const router = createRouter({
	routeTree: tree,
	history: createHashHistory(),
	defaultPreload: "intent",
	defaultPendingComponent: Pending,
	defaultPendingMs: 600,
	defaultNotFoundComponent: NotFound,
	defaultErrorComponent: Crash,
	scrollRestoration: true,
});

declare module "@tanstack/react-router" {
	interface Register {
		router: typeof router;
	}
}

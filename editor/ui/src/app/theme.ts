import {
	type CSSVariablesResolver,
	createTheme,
	type MantineColorsTuple,
	type MantineThemeOverride,
	mergeThemeOverrides,
	rem,
} from "@mantine/core";

/** One calm blue-violet; the rest of the page is greys. Contrast of shade 6 on white is above 4.5 (WCAG AA). */
const brand: MantineColorsTuple = [
	"#eef1ff",
	"#dbe1fd",
	"#b6c1f5",
	"#8e9fee",
	"#6d82e8",
	"#576fe5",
	"#4a60d8",
	"#3c50bd",
	"#3346a8",
	"#283a93",
];

/** Greys of the dark theme, a little blue as the tokens of app.css are. */
const dark: MantineColorsTuple = [
	"#e8eaf0",
	"#c3c8d4",
	"#a3a9b9",
	"#8a91a3",
	"#3d424e",
	"#333843",
	"#2a2e37",
	"#22252c",
	"#1b1e24",
	"#16181d",
];

/**
 * What is seen of the page behind a dialog, and how the dialog is titled. No blur: it is slow over the canvas, and where a page
 * is shown smaller than its size, browsers may turn over what they blur.
 */
const behind = { backgroundOpacity: 0.5 };
const heading = { fontWeight: 650, fontSize: "1.0625rem" };

export const theme = createTheme({
	primaryColor: "brand",
	primaryShade: 6,
	colors: { brand, dark },
	black: "#1c2130",
	fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
	headings: {
		fontWeight: "650",
		textWrap: "balance",
		sizes: {
			h1: { fontSize: "2.5rem", lineHeight: "1.15" },
			h2: { fontSize: "1.75rem", lineHeight: "1.25" },
			h3: { fontSize: "1.25rem", lineHeight: "1.35" },
			h4: { fontSize: "1.0625rem", lineHeight: "1.4" },
		},
	},
	defaultRadius: "md",
	cursorType: "pointer",
	focusRing: "auto",
	respectReducedMotion: true,
	components: {
		Alert: { defaultProps: { radius: 12 } },
		// Whoever has no picture has one of the tints below, on which the letters can be read.
		Avatar: { defaultProps: { allowedInitialsColors: ["brand", "teal", "orange", "gray"] } },
		// The kit's small badges have letters of 9 and 10 px.
		Badge: {
			defaultProps: { tt: "none", fw: 600 },
			vars: (_theme: unknown, { size }: { size?: string }) => ({
				root: size === "xs" || size === "sm" ? { "--badge-fz": rem(11) } : {},
			}),
		},
		Drawer: { defaultProps: { overlayProps: behind }, styles: { title: heading } },
		// What a form needs is asked for, what it does not says so: no stars.
		InputWrapper: { defaultProps: { withAsterisk: false } },
		Modal: {
			defaultProps: { centered: true, radius: "lg", padding: "lg", overlayProps: behind },
			styles: { title: heading },
		},
		// A menu takes the focus itself: what the kit would put in it for that is no item of a menu.
		Menu: {
			defaultProps: { radius: "md", shadow: "md", withInitialFocusPlaceholder: false },
			styles: { dropdown: { outline: "none" } },
		},
		// The one that is chosen is seen without lines between the others.
		SegmentedControl: { defaultProps: { radius: "md", withItemsBorders: false } },
	},
});

/** The theme with words for what the kit draws by itself and would leave without a name. */
export function withWords(theme: MantineThemeOverride, { close }: { close: string }): MantineThemeOverride {
	const named = { defaultProps: { closeButtonProps: { "aria-label": close } } };
	return mergeThemeOverrides(theme, { components: { Modal: named, Drawer: named, Notification: named } });
}

/** A tint of a colour with its letters, as alerts, badges and light buttons have them. */
function tint(color: string, back: string, hover: string, ink: string): Record<string, string> {
	return {
		[`--mantine-color-${color}-light`]: back,
		[`--mantine-color-${color}-light-hover`]: hover,
		[`--mantine-color-${color}-light-color`]: ink,
	};
}

/** Mantine's soft text is too pale for small letters (WCAG AA), and its tints are too loud: these are ours. */
export const variables: CSSVariablesResolver = () => {
	const soft = {
		"--mantine-color-dimmed": "var(--ink-soft)",
		"--mantine-color-placeholder": "var(--ink-soft)",
		"--mantine-color-error": "var(--error)",
		"--mantine-color-red-6": "var(--error)", // letters of what deletes, in menus
		"--mantine-color-red-filled": "#c92a2a",
		"--mantine-color-red-filled-hover": "#b32525",
		"--mantine-color-teal-filled": "#20845c",
	};
	return {
		variables: { "--mantine-text-wrap": "pretty" }, // no last word alone on its line
		light: {
			...soft,
			...tint("brand", "#eef1ff", "#e2e7ff", "#3346a8"),
			...tint("red", "#fdf0f0", "#fbe3e3", "#b32525"),
			...tint("orange", "#fdf3e4", "#fbe9d0", "#8f4a00"),
			...tint("teal", "#e6f6ef", "#d6f0e4", "#1f6b4d"),
			...tint("gray", "#f1f3f8", "#e7eaf1", "#4a5163"),
		},
		dark: {
			...soft,
			"--mantine-color-anchor": "#9dabf3",
			...tint("brand", "#2a3050", "#323a61", "#b6c1f5"),
			...tint("red", "#3a2529", "#452b30", "#ff9c9c"),
			...tint("orange", "#382c1e", "#443624", "#ffc078"),
			...tint("teal", "#1f352e", "#264137", "#8ce9c0"),
			...tint("gray", "#2f333d", "#383d48", "#c3c8d4"),
		},
	};
};

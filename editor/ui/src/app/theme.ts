import { createTheme, type MantineColorsTuple } from "@mantine/core";

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

export const theme = createTheme({
	primaryColor: "brand",
	primaryShade: { light: 6, dark: 5 },
	colors: { brand },
	fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
	defaultRadius: "md",
	cursorType: "pointer",
	focusRing: "auto",
});

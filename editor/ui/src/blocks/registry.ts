import { isPackage } from "../flow/packages";
import { askLook } from "./ask/Card";
import type { CardLook } from "./card";
import { httpLook } from "./http/Card";
import { logicLook } from "./logic/Card";
import { messageLook } from "./message/Card";
import { paymentLook } from "./payment/Card";
import { SummaryCard } from "./SummaryCard";
import { triggerLook } from "./trigger/Card";

const generic: CardLook = { Card: SummaryCard };

const looks: Readonly<Record<string, CardLook>> = {
	ask: askLook,
	http: httpLook,
	logic: logicLook,
	message: messageLook,
	notify: messageLook,
	"payment.invoice": paymentLook,
	trigger: triggerLook,
};

/** Families whose blocks are drawn in one colour, in the order of the palette. */
export const families = [
	"trigger",
	"message",
	"ask",
	"logic",
	"data",
	"http",
	"payment",
	"access",
	"promo",
	"ledger",
	"deliver",
	"notify",
	"contact",
	"chat",
	"growth",
	"job",
	"track",
] as const;

/** What draws a block. Those of packages are drawn as their settings tell, whatever their vendor is called. */
export function lookOf(type: string): CardLook {
	return looks[type] ?? looks[familyOf(type)] ?? generic;
}

/** The family of a block type; "vendor" for one that is a package. */
export function familyOf(type: string): string {
	return isPackage(type) ? "vendor" : (type.split(".", 1)[0] ?? type);
}

/** Whether blocks of a type call other services, or may: one of a package does what its maker wants. */
export function mayCall(type: string): boolean {
	return isPackage(type) || type === "data.file" || ["http", "job"].includes(familyOf(type));
}

/** Where something is wrong, as the server says it. */
export interface ProblemIssue {
	code: string;
	severity: "error" | "warning";
	/** JSON pointer into what was sent. */
	path: string;
	message: string;
}

/** An answer of the server that is no success; status 0 means that it could not be reached. */
export class Problem extends Error {
	readonly status: number;
	readonly code: string;
	readonly detail: string;
	readonly issues: ProblemIssue[];
	/** After how many seconds it is worth another try, where the server says so. */
	readonly retryAfter: number | undefined;

	constructor(
		status: number,
		code: string,
		title: string,
		detail = "",
		issues: ProblemIssue[] = [],
		retryAfter?: number,
	) {
		super(title);
		this.name = "Problem";
		this.status = status;
		this.code = code;
		this.detail = detail;
		this.issues = issues;
		this.retryAfter = retryAfter;
	}
}

/** Makes a Problem of whatever a call ended in. */
export function asProblem(error: unknown): Problem {
	if (error instanceof Problem) {
		return error;
	}
	return new Problem(0, "unreachable", "The server cannot be reached.", error instanceof Error ? error.message : "");
}

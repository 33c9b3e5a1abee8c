// What every service needs; it can be copied as it is.
import { createHmac, timingSafeEqual } from "node:crypto";

const windowSeconds = 300;

// signedBy says whether the header Scenarist-Signature, t=<Unix seconds>,v1=<hex>, signs the body with one of the secrets, now.
export function signedBy(secrets, header, body, now = Date.now() / 1000) {
  const parts = (header ?? "").split(",").map((part) => part.trim().split("="));
  const at = parts.find(([name]) => name === "t")?.[1] ?? "";
  const given = parts.filter(([name]) => name === "v1").map(([, value]) => Buffer.from(value ?? "", "hex"));
  const good = secrets.some((secret) => {
    const want = createHmac("sha256", secret).update(`${at}.`).update(body).digest();
    return given.some((g) => g.length === want.length && timingSafeEqual(g, want));
  });
  return good && /^\d+$/.test(at) && Math.abs(now - Number(at)) <= windowSeconds;
}

// OnceByKey keeps answers by the keys of their calls, so that a call that comes again gets its answer and does no work. A real
// service keeps them in its database, in the transaction of the work itself.
export class OnceByKey {
  #answers = new Map(); // in the order of their times
  #keep;

  constructor(keepMilliseconds = 3_600_000) {
    this.#keep = keepMilliseconds;
  }

  do(key, work) {
    const now = Date.now();
    for (const [old, { at }] of this.#answers) {
      if (now - at <= this.#keep) break;
      this.#answers.delete(old);
    }
    if (!this.#answers.has(key)) this.#answers.set(key, { at: now, answer: work() });
    return this.#answers.get(key).answer;
  }
}

// A service with two block types, for Node 20 or newer and without any dependency: acme/feedback, which talks with the user, and
// acme/picture, whose work goes on after the call. Run it with
//
//   SCENARIST_SECRET=… LISTEN=127.0.0.1:8091 node service.mjs
//
// and install the blocks by their addresses, http://127.0.0.1:8091/feedback and /picture. While the secret is being replaced,
// the variable holds the new one and the old one with a comma between them.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { OnceByKey, signedBy } from "./protocol.mjs";

const secrets = (process.env.SCENARIST_SECRET ?? "").split(",").filter((s) => s !== "");
if (secrets.length === 0) {
  console.error("SCENARIST_SECRET is empty: it holds the secret that the blocks were installed with");
  process.exit(1);
}

const buttons = (most) =>
  Array.from({ length: most }, (_, i) => ({ id: `stars-${i + 1}`, label: `${i + 1} ★` }));

function ask(text, most, state) {
  return {
    messages: [{ text, buttons: [buttons(most)] }],
    wait: { accept: ["button", "text", "timeout"], timeout: "1h" },
    state,
  };
}

// acme/feedback asks for stars.
function feedback({ config, event, state }) {
  const most = config.stars ?? 5;
  if (!event) return ask(config.question, most, { misses: 0 });
  const stars = Number(/^stars-(\d+)$/.exec(event.button ?? "")?.[1] ?? 0);
  if (event.kind === "button" && stars >= 1 && stars <= most) {
    return { exit: "rated", outputs: { stars }, messages: [{ text: "Thank you!" }] };
  }
  const misses = (state?.misses ?? 0) + 1;
  if (event.kind === "timeout" || misses === 3) return { exit: "silent" };
  return ask("Please press one of the buttons.", most, { misses });
}

// acme/picture has a picture painted, and sends it when the callback of that comes.
function picture({ config, event, callback_url: callbackURL }) {
  const failed = (code, message) => ({ error: { code, message } });
  const subject = String(config?.subject ?? "");
  if (subject.trim() === "") return failed("no_subject", "there is nothing to paint");
  if (event?.kind === "callback") {
    const url = event.data?.url;
    if (!url) return failed("not_painted", "the painter gave no picture");
    return { exit: "painted", outputs: { url }, messages: [{ photo: url, text: subject }] };
  }
  if (!callbackURL) {
    return failed("no_callback", "the server of the bot has no public address, at which the picture could arrive");
  }
  // A real service puts this into a queue that survives its restart, and minutes pass.
  post(callbackURL, { url: `https://pictures.example.com/${encodeURIComponent(subject)}.jpg` });
  return { pending: { timeout: "10m" }, messages: [{ text: "The painter is at work." }] };
}

// post tells the bot that the work is done; again for a while, should its server be away.
async function post(address, body) {
  for (let pause = 1000; pause < 600_000; pause *= 2) {
    try {
      const answer = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(30_000),
      });
      await answer.arrayBuffer();
      if (answer.status < 500 && answer.status !== 429) return;
    } catch {
      // nobody answers
    }
    await new Promise((go) => setTimeout(go, pause));
  }
  console.error("a callback was given up");
}

const blocks = new Map(
  Object.entries({ feedback, picture }).map(([name, execute]) => [
    name,
    { execute, manifest: readFileSync(new URL(`${name}.json`, import.meta.url)), done: new OnceByKey() },
  ]),
);

const maxCall = 1 << 20;

async function read(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > maxCall) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

// answer gives status and body of a request.
async function answer(request) {
  const [, name, what] = new URL(request.url, "http://here").pathname.split("/");
  const block = blocks.get(name);
  if (block && what === "manifest" && request.method === "GET") return [200, block.manifest];
  if (!block || what !== "execute" || request.method !== "POST") return [404, "there is nothing here"];
  const body = await read(request);
  if (body === undefined) return [400, "the call is too large"];
  if (!signedBy(secrets, request.headers["scenarist-signature"], body)) return [401, "the signature is not valid"];
  let call;
  try {
    call = JSON.parse(body.toString("utf8"));
  } catch {
    return [400, "the call is no JSON"];
  }
  if (call.protocol !== 1) return [400, "this protocol is not known here"];
  return [200, block.done.do(call.key, () => JSON.stringify(block.execute(call)))];
}

const server = createServer(async (request, response) => {
  try {
    const [status, body] = await answer(request);
    response.writeHead(status, { "Content-Type": status === 200 ? "application/json" : "text/plain" }).end(body);
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
});
const [host, port] = (process.env.LISTEN ?? "127.0.0.1:8091").split(":");
server.listen(Number(port), host, () => console.log(`listening at http://${host}:${server.address().port}`));

// Shows the description of the API. Everything of it is put in as text, never as HTML.

function make(tag, text, className) {
  const e = document.createElement(tag);
  if (text) e.textContent = text;
  if (className) e.className = className;
  return e;
}

const description = await fetch("v1/openapi.json").then((r) => r.json());

function resolve(schema) {
  if (!schema?.$ref) return schema;
  return schema.$ref.slice(2).split("/").reduce((at, name) => at[name], description);
}

/** What a value is, in a few words. */
function typeOf(schema) {
  const s = resolve(schema);
  if (!s) return "";
  if (s.enum) return s.enum.map((v) => JSON.stringify(v)).join(" | ");
  const types = [s.type ?? "any"].flat();
  const words = types.map((t) => (t === "array" ? `list of ${typeOf(s.items) || "any"}` : t === "object" && schema.$ref ? schema.$ref.split("/").pop() : t));
  const limits = ["minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "pattern"].filter((k) => s[k] !== undefined);
  return words.join(" or ") + (s.format ? ` (${s.format})` : "") + limits.map((k) => `, ${k} ${s[k]}`).join("");
}

/** The fields of an object; those of objects inside open by a click, since a type may hold itself. */
function fields(schema) {
  let s = resolve(schema);
  while (s?.type === "array" || [s?.type].flat().includes("array")) s = resolve(s.items);
  const inside = s?.properties ?? (typeof s?.additionalProperties === "object" ? { "any name": s.additionalProperties } : {});
  const names = Object.keys(inside);
  if (names.length === 0) return null;
  const list = make("ul", "", "fields");
  for (const name of names) {
    const item = make("li");
    const head = make("span");
    const required = s.required?.includes(name) ? "" : ", may be missing";
    head.append(make("code", name), ` ${typeOf(inside[name])}${required} `, make("span", inside[name].description ?? resolve(inside[name])?.description, "about"));
    const deeper = fieldsLater(inside[name]);
    if (deeper) {
      deeper.firstChild.append(head);
      item.append(deeper);
    } else item.append(head);
    list.append(item);
  }
  return list;
}

function fieldsLater(schema) {
  let s = resolve(schema);
  while ([s?.type].flat().includes("array")) s = resolve(s.items);
  if (!s?.properties && typeof s?.additionalProperties !== "object") return null;
  const d = make("details");
  d.append(make("summary"));
  d.addEventListener("toggle", () => d.childElementCount === 1 && d.append(fields(s)), { once: true });
  return d;
}

function body(title, content) {
  const out = [];
  for (const [kind, media] of Object.entries(content ?? {})) {
    const h = make("h3", title);
    h.append(" ", make("span", `${kind}: ${typeOf(media.schema)}`, "about"));
    out.push(h, fields(media.schema) ?? "");
  }
  return out;
}

function operation(method, path, o) {
  const d = make("details", "", "operation");
  d.id = o.operationId;
  const head = make("summary");
  head.append(make("span", method.toUpperCase(), "method"), make("code", path), ` ${o.summary ?? ""}`);
  const inside = make("div");
  inside.append(make("p", o.description, "about"));
  inside.append(make("p", o.security ? "For who is logged in, or has a token." : "For everybody.", "about"));
  if (o.parameters?.length) {
    const list = make("ul", "", "fields");
    for (const p of o.parameters) {
      const item = make("li");
      item.append(make("code", p.name), ` in the ${p.in}: ${typeOf(p.schema)}${p.required ? "" : ", may be missing"} `, make("span", p.description, "about"));
      list.append(item);
    }
    inside.append(make("h3", "Parameters"), list);
  }
  inside.append(...body("Request", o.requestBody?.content));
  for (const [status, r] of Object.entries(o.responses ?? {})) {
    const parts = body(status === "default" ? "Any trouble" : `Answer ${status}`, r.content);
    inside.append(...(parts.length ? parts : [make("h3", `Answer ${status}: nothing more`)]));
  }
  d.append(head, inside);
  d.dataset.words = `${method} ${path} ${o.summary} ${o.operationId}`.toLowerCase();
  return d;
}

document.getElementById("about").textContent = description.info.description;
const groups = new Map();
for (const [path, methods] of Object.entries(description.paths)) {
  for (const [method, o] of Object.entries(methods)) {
    const tag = o.tags?.[0] ?? "Other";
    if (!groups.has(tag)) groups.set(tag, []);
    groups.get(tag).push(operation(method, path, o));
  }
}
const main = document.getElementById("operations");
for (const tag of [...groups.keys()].sort()) {
  const section = make("section");
  section.append(make("h2", tag), ...groups.get(tag));
  main.append(section);
}
document.getElementById("search").addEventListener("input", (event) => {
  const want = event.target.value.trim().toLowerCase().split(/\s+/);
  for (const section of main.children) {
    let any = false;
    for (const d of section.querySelectorAll("details.operation")) {
      d.hidden = !want.every((w) => d.dataset.words.includes(w));
      any ||= !d.hidden;
    }
    section.hidden = !any;
  }
});
const wanted = document.getElementById(location.hash.slice(1));
if (wanted) {
  wanted.open = true;
  wanted.scrollIntoView();
}

"use strict";

const words = {
  en: {
    tagline: "Telegram bots that you draw instead of program", language: "Language", title: "Try a bot",
    lead: "These bots run right here, in a simulated Telegram: no account, no token, and the money is pretend. Pick one and talk to it. You find the conversation again when you come back.",
    talk: "Start talking", nextTitle: "Put a bot on sale", next1: "Get a token from", next2: "Start it with your token:",
    next3: "After changing its document, see what is wrong with it:", back: "All bots", more: "Time, files, notices",
    clock: "The conversation's clock", send: "Send something", staff: "What the owner was told", noStaff: "Nothing yet.",
    restart: "Start this conversation over", write: "Write a message", sendButton: "Send", ok: "OK", edited: "edited",
    paid: "Paid", wakes: "The bot goes on by itself", typing: "is typing…", lost: "The connection is lost. Trying again…",
    goOn: "Go on talking", skipping: "Time goes by…",
    light: "Light", dark: "Dark", minute: "+1 min", quarter: "+15 min", hour: "+1 hour", day: "+1 day",
    photo: "Photo", voice: "Voice", file: "File", contact: "Phone number", location: "Place", empty: "There are no example bots.",
  },
  ru: {
    tagline: "Телеграм-боты, которые рисуют, а не программируют", language: "Язык", title: "Попробуйте бота",
    lead: "Эти боты работают прямо здесь, в симуляторе Телеграма: без аккаунта и токена, деньги ненастоящие. Выберите бота и поговорите с ним. Вернётесь — разговор будет на месте.",
    talk: "Начать разговор", nextTitle: "Выпустить бота в свет", next1: "Возьмите токен у", next2: "Запустите бота со своим токеном:",
    next3: "Изменили документ — посмотрите, что в нём не так:", back: "Все боты", more: "Время, файлы, уведомления",
    clock: "Часы разговора", send: "Отправить", staff: "Что узнал владелец", noStaff: "Пока ничего.",
    restart: "Начать разговор заново", write: "Напишите сообщение", sendButton: "Отправить", ok: "Хорошо", edited: "изменено",
    paid: "Оплачено", wakes: "Бот продолжит сам", typing: "печатает…", lost: "Связь потеряна. Пробуем снова…",
    goOn: "Продолжить разговор", skipping: "Время идёт…",
    light: "Светлая", dark: "Тёмная", minute: "+1 мин", quarter: "+15 мин", hour: "+1 час", day: "+1 день",
    photo: "Фото", voice: "Голос", file: "Файл", contact: "Номер телефона", location: "Место", empty: "Примеров ботов нет.",
  },
};

const $ = (id) => document.getElementById(id);
const state = { lang: "en", bots: [], bot: null, id: null, busy: false, lost: false, shown: new Map() };

// The browser remembers which conversation it has with a bot, in each language. Without a memory every visit is the first.
const memory = {
  key: (bot) => `talk:${bot.name}:${state.lang}`,
  get(bot) { try { return localStorage.getItem(this.key(bot)); } catch { return null; } },
  set(bot, id) { try { localStorage.setItem(this.key(bot), id); } catch { /* the conversation lasts as long as the page */ } },
  forget(bot) { try { localStorage.removeItem(this.key(bot)); } catch { /* there is nothing to forget */ } },
};

function t(key) { return words[state.lang][key] || words.en[key]; }

// make builds an element; text is always put in as text.
function make(tag, props = {}, ...children) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(props)) {
    if (k === "class") e.className = v;
    else if (k === "on") for (const [ev, f] of Object.entries(v)) e.addEventListener(ev, f);
    else if (v !== null && v !== undefined && v !== false) e.setAttribute(k, v === true ? "" : v);
  }
  e.append(...children.filter((c) => c !== null && c !== undefined));
  return e;
}

const allowed = new Set(["B", "STRONG", "I", "EM", "U", "INS", "S", "STRIKE", "DEL", "CODE", "PRE", "BLOCKQUOTE"]);

// markup turns Telegram's HTML into nodes through an allow-list: what is not on it is shown as its text.
function markup(html) {
  const out = document.createDocumentFragment();
  const copy = (from, to) => {
    for (const n of from.childNodes) {
      if (n.nodeType === Node.TEXT_NODE) { to.append(n.data); continue; }
      if (n.nodeType !== Node.ELEMENT_NODE) continue;
      let e = to;
      if (allowed.has(n.tagName)) e = make(n.tagName.toLowerCase());
      else if (n.tagName === "TG-SPOILER" || n.className === "tg-spoiler") e = make("span", { class: "spoiler", tabindex: "0" });
      else if (n.tagName === "A" && /^(https?|tg|mailto|tel):/i.test(n.getAttribute("href") || "")) {
        e = make("a", { href: n.getAttribute("href"), rel: "noreferrer", target: "_blank" });
      }
      copy(n, e);
      if (e !== to) to.append(e);
    }
  };
  copy(new DOMParser().parseFromString(html, "text/html").body, out);
  return out;
}

async function call(method, path, body) {
  const res = await fetch("api/try/" + path, {
    method, headers: body ? { "Content-Type": "application/json" } : {}, body: body ? JSON.stringify(body) : undefined,
  });
  const data = res.status === 204 ? {} : await res.json();
  if (!res.ok) throw Object.assign(new Error(data.message || res.statusText), { code: data.code });
  return data;
}

let toastTimer = 0;
function toast(text, stay) {
  clearTimeout(toastTimer);
  $("toast-text").textContent = text;
  $("toast-close").hidden = !stay;
  $("toast").hidden = false;
  if (!stay) toastTimer = setTimeout(() => { $("toast").hidden = true; }, 4000);
}

function labels() {
  document.documentElement.lang = state.lang;
  for (const e of document.querySelectorAll("[data-t]")) e.textContent = t(e.dataset.t);
  for (const [id, sign, words] of [["back", "←", t("back")], ["more", "⋯", t("more")]]) {
    $(id).replaceChildren(make("span", { class: "sign", "aria-hidden": true }, sign), make("span", { class: "label" }, words));
    $(id).setAttribute("aria-label", words);
  }
  $("text").placeholder = t("write");
  $("serve-line").textContent = "SCENARIST_TOKEN=… SCENARIST_BOT=" + (state.bots[0] ? state.bots[0].file : "my-bot.json") + " make run";
  $("check-line").textContent = "scenarist check " + (state.bots[0] ? state.bots[0].file : "my-bot.json");
  $("skips").replaceChildren(...[["minute", 60], ["quarter", 900], ["hour", 3600], ["day", 86400]].map(([k, s]) =>
    make("button", { type: "button", class: "quiet", on: { click: () => act("wait", { seconds: s }) } }, t(k))));
  $("sends").replaceChildren(...["photo", "voice", "file", "contact", "location"].map((k) =>
    make("button", { type: "button", class: "quiet", on: { click: () => act("send", { kind: k }) } }, t(k))));
  theme(localStorage.getItem("theme") || "");
  cards();
}

function theme(want) {
  const dark = want ? want === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  if (want) document.documentElement.dataset.theme = want;
  $("theme").textContent = dark ? t("light") : t("dark");
  $("theme").onclick = () => { const to = dark ? "light" : "dark"; localStorage.setItem("theme", to); theme(to); };
}

function cards() {
  if (state.bots.length === 0) { $("list").replaceChildren(make("li", {}, t("empty"))); return; }
  $("list").replaceChildren(...state.bots.map((b) => make("li", {}, make("button", {
    type: "button", class: "card", "aria-current": state.bot === b ? "true" : false, on: { click: () => open(b) },
  }, make("b", {}, b.title), make("span", {}, b.descriptions?.[state.lang] ?? b.description), make("em", {}, t(memory.get(b) ? "goOn" : "talk"))))));
}

async function open(bot) {
  state.bot = bot;
  state.id = null;
  $("chat-title").textContent = bot.title;
  $("messages").replaceChildren();
  state.shown.clear();
  $("chat").hidden = false;
  $("main").classList.add("talking");
  history.replaceState(null, "", "#" + encodeURIComponent(bot.name)); // a reload comes back here
  await guarded(async () => {
    const screen = await before(bot) || await begin(bot);
    if (screen) show(screen, true);
  });
  cards();
  $("text").focus();
}

// before finds the conversation of an earlier visit; null if there is none, or none any more.
async function before(bot) {
  const id = memory.get(bot);
  if (!id) return null;
  try {
    const r = await call("GET", `conversations/${id}`);
    state.id = id;
    return r.screen;
  } catch (e) {
    if (e.code !== "conversation_over") throw e;
    memory.forget(bot);
    return null;
  }
}

async function begin(bot) {
  const r = await call("POST", "conversations", { bot: bot.name, language: state.lang });
  state.id = r.id;
  memory.set(bot, r.id);
  return (await call("POST", `conversations/${r.id}/say`, { text: "/start" })).screen;
}

async function restart() {
  panel(false);
  const bot = state.bot;
  if (!bot || !state.id || state.busy) return;
  await guarded(() => call("DELETE", `conversations/${state.id}`));
  memory.forget(bot);
  await open(bot);
}

// guarded runs one request at a time and tells what went wrong. words are shown if it takes a moment.
async function guarded(f, words = "typing") {
  if (state.busy) return;
  state.busy = true;
  $("chat").setAttribute("aria-busy", "true");
  const slow = setTimeout(() => { $("status").textContent = t(words); }, 250);
  try {
    await f();
    if (state.lost) { state.lost = false; $("toast").hidden = true; }
  } catch (e) {
    if (e.code === "conversation_over" && state.bot) { state.busy = false; toast(e.message); await open(state.bot); return; }
    state.lost = e instanceof TypeError;
    toast(state.lost ? t("lost") : e.message, true);
  } finally {
    clearTimeout(slow);
    state.busy = false;
    $("chat").setAttribute("aria-busy", "false");
  }
}

function act(what, body) {
  return guarded(async () => show((await call("POST", `conversations/${state.id}/${what}`, body)).screen), what === "wait" ? "skipping" : "typing");
}

function show(s, fresh) {
  const list = $("messages");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const grew = s.messages.length > 0 && !state.shown.has(s.messages.at(-1).id);
  const seen = new Set();
  for (const m of s.messages) {
    seen.add(m.id);
    const sig = JSON.stringify(m);
    const old = state.shown.get(m.id);
    if (old && old.sig === sig) continue;
    const li = bubble(m);
    if (old) old.li.replaceWith(li); else list.append(li);
    state.shown.set(m.id, { sig, li });
  }
  for (const [id, x] of state.shown) if (!seen.has(id)) { x.li.remove(); state.shown.delete(id); }
  for (const x of list.querySelectorAll(".draft")) x.remove();
  list.append(...(s.drafts || []).map((x) => make("li", { class: "draft" }, make("div", { class: "bubble" }, markup(x)))));
  $("keyboard").replaceChildren(...(s.keyboard || []).map((row) => make("div", { class: "row" }, ...row.map((label) =>
    make("button", { type: "button", on: { click: () => act("keyboard", { label }) } }, label)))));
  $("hints").replaceChildren(...(s.commands || []).slice(0, 6).map((cmd) =>
    make("button", { type: "button", on: { click: () => act("say", { text: cmd }) } }, cmd)));
  $("status").textContent = s.typing ? t("typing") : s.wakes ? `${t("wakes")} ${s.wakes}` : "";
  $("clock").textContent = new Date(s.clock).toLocaleString(state.lang, { dateStyle: "medium", timeStyle: "medium" });
  $("staff").replaceChildren(...((s.staff || []).length ? s.staff.map((x) => make("li", {}, markup(x))) : [make("li", {}, t("noStaff"))]));
  if (fresh || atEnd || grew) list.scrollTop = list.scrollHeight; // else somebody reads what was said before
  if (s.toast) toast(s.toast, s.alert);
}

function bubble(m) {
  const body = make("div", { class: "bubble" });
  for (const f of m.media || []) {
    body.append(f.url ? make("img", { src: f.url, alt: f.name || f.kind }) : make("div", { class: "file" }, "📎", make("span", {}, f.name || t(f.kind) || f.kind)));
  }
  if (m.invoice) {
    body.append(make("div", { class: "invoice" }, make("b", {}, m.invoice.title), make("span", {}, m.invoice.description),
      make("span", { class: "price" }, m.invoice.price), m.invoice.paid ? make("span", { class: "done" }, "✓ " + t("paid")) : null));
  }
  if (m.html) body.append(markup(m.html));
  const time = new Date(m.at).toLocaleTimeString(state.lang, { timeStyle: "short" });
  body.append(make("span", { class: "meta" }, (m.edited ? t("edited") + " " : "") + time));
  const li = make("li", { class: m.own ? "own" : "", "data-id": m.id }, body);
  (m.buttons || []).forEach((row, r) => li.append(make("div", { class: "row" }, ...row.map((b, c) => button(m, b, r, c)))));
  return li;
}

function button(m, b, row, col) {
  if (b.kind === "url" && /^https?:/i.test(b.url)) return make("a", { href: b.url, target: "_blank", rel: "noreferrer" }, b.label + " ↗");
  const cls = b.kind === "pay" ? "pay" : b.style || "";
  const press = () => (b.kind === "pay" ? act("pay", { message: m.id }) : act("press", { message: m.id, row, col }));
  return make("button", { type: "button", class: cls, disabled: b.kind === "other", on: { click: press } }, b.label);
}

$("form").addEventListener("submit", (e) => {
  e.preventDefault();
  const text = $("text").value.trim();
  if (!text || !state.id || state.busy) return;
  $("text").value = "";
  act("say", { text });
});
$("back").addEventListener("click", () => { $("main").classList.remove("talking"); $("chat").hidden = true; state.bot = null; history.replaceState(null, "", location.pathname); cards(); });
$("restart").addEventListener("click", restart);
$("toast-close").addEventListener("click", () => { $("toast").hidden = true; });
function panel(want) { $("panel").hidden = !want; $("more").setAttribute("aria-expanded", String(want)); }
$("more").addEventListener("click", () => panel($("panel").hidden));
document.addEventListener("keydown", (e) => { if (e.key === "Escape") { panel(false); $("toast").hidden = true; } });
document.addEventListener("click", (e) => { if (!$("panel").hidden && !e.target.closest(".menu")) panel(false); });
$("lang").addEventListener("change", () => { state.lang = $("lang").value; localStorage.setItem("lang", state.lang); labels(); });

// A bot may go on by itself (an answer of an outside service): look from time to time while the page is in sight.
setInterval(() => { if (state.id && state.bot && !document.hidden) guarded(async () => show((await call("GET", `conversations/${state.id}`)).screen)); }, 2500);

state.lang = localStorage.getItem("lang") || (navigator.language.startsWith("ru") ? "ru" : "en");
$("lang").value = state.lang;
labels();
guarded(async () => { state.bots = (await call("GET", "bots")).bots || []; labels(); }).then(() => {
  const bot = state.bots.find((b) => "#" + encodeURIComponent(b.name) === location.hash);
  if (bot) open(bot);
});

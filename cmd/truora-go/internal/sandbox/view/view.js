// Keeps the page current. Without it the page reads as well, and its buttons work.
"use strict";

const live = document.getElementById("live");
const state = document.getElementById("state");
const said = document.getElementById("said");
const clock = document.getElementById("clock");

let silent;
function say(text) {
  said.textContent = text;
  clearTimeout(silent);
  silent = setTimeout(() => { said.textContent = ""; }, 8000);
}

// merge makes old like fresh, and leaves alone what is equal: focus, selection and
// opened details stay. What must stay while something before it comes or goes needs an
// id, such as a form that is being filled in.
function merge(old, fresh, news) {
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName || (old.id || "") !== (fresh.id || "")) {
    old.replaceWith(fresh);
    tell(fresh, news);
    return;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  if (old.isEqualNode(fresh)) return;
  if (fresh.dataset.say && old.dataset.say !== fresh.dataset.say) {
    news.push(fresh.dataset.say);
    mark(old);
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "open" && name !== "class") old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  mergeChildren(old, fresh, news);
}

function mergeChildren(old, fresh, news) {
  const named = new Map([...old.children].filter(e => e.id).map(e => [e.id, e]));
  const stays = new Set([...fresh.children].filter(e => e.id).map(e => e.id));
  let at = old.firstChild;
  const drop = () => {
    const next = at.nextSibling;
    at.remove();
    at = next;
  };
  for (const child of [...fresh.childNodes]) {
    const same = child.id ? named.get(child.id) : undefined;
    if (same) {
      while (at && at !== same && !stays.has(at.id)) drop();
      if (at === same) at = at.nextSibling;
      else old.insertBefore(same, at);
      merge(same, child, news);
    } else if (child.id || !at || at.id) {
      old.insertBefore(child, at);
      tell(child, news);
    } else {
      const next = at.nextSibling;
      merge(at, child, news);
      at = next;
    }
  }
  while (at) drop();
}

// tell notes what is new in a node.
function tell(node, news) {
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  for (const row of [node, ...node.querySelectorAll("[data-say]")]) {
    if (!row.dataset.say) continue;
    news.push(row.dataset.say);
    mark(row);
  }
}

function mark(row) {
  row.classList.add("new");
  setTimeout(() => row.classList.remove("new"), 2000);
}

function show(html) {
  const fresh = new DOMParser().parseFromString(`<div id="live">${html}</div>`, "text/html").getElementById("live");
  const focused = document.activeElement;
  const news = [];
  merge(live, fresh, news);
  if (focused && !focused.isConnected) document.getElementById("main").focus({ preventScroll: true });
  if (news.length > 3) say(`${news.length} changes`);
  else if (news.length > 0) say(news.join(". "));
}

document.querySelector("nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

if (document.body.dataset.live) {
  const news = new EventSource(document.body.dataset.live);
  news.onopen = () => {
    state.dataset.state = "live";
    state.textContent = "Live";
  };
  news.onerror = () => {
    state.dataset.state = "lost";
    state.textContent = "No answer. Trying again…";
  };
  news.addEventListener("page", e => show(JSON.parse(e.data)));
  news.addEventListener("clock", e => { clock.textContent = JSON.parse(e.data); });
}

// A button changes the page in its place.
document.addEventListener("submit", async e => {
  const form = e.target;
  if (!form.dataset.quiet || state?.dataset.state !== "live") return;
  e.preventDefault();
  const body = new URLSearchParams(new FormData(form, e.submitter));
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (answer.ok) return say(form.dataset.quiet);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    say(page.querySelector("[role=alert]")?.textContent ?? "The sandbox refused that.");
  } catch {
    say("The sandbox does not answer.");
  }
});

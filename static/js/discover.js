// Discover: selecting many rows, menus that close by themselves, and open lists that stay open when counts change.
const list = () => document.getElementById("bulk");
const picks = () => [...document.querySelectorAll("#bulk input[name=profiles][type=checkbox]")];
let lastPick = null;

function tell() {
  const form = list();
  if (!form) return;
  const boxes = picks();
  const chosen = boxes.filter((box) => box.checked).length;
  const all = document.getElementById("pick-all");
  const everything = Boolean(all?.checked);
  form.classList.toggle("hp-has-picks", chosen > 0 || everything);
  boxes.forEach((box) => box.closest("tr").classList.toggle("hp-picked", box.checked));
  const count = everything ? Number(form.dataset.total).toLocaleString("en") : chosen;
  document.getElementById("selected-count").textContent = `${count} selected`;
  const page = document.getElementById("pick-page");
  page.checked = chosen > 0 && chosen === boxes.length;
  page.indeterminate = chosen > 0 && chosen < boxes.length;
  if (chosen || everything) htmx.trigger("#picker", "picked");
}

document.addEventListener("click", (event) => {
  const box = event.target.closest("#bulk input[name=profiles][type=checkbox]");
  if (box) {
    const boxes = picks();
    const [from, to] = [boxes.indexOf(lastPick), boxes.indexOf(box)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) boxes.slice(from, to + 1).forEach((one) => (one.checked = box.checked));
    lastPick = box;
    if (!box.checked) unpickAll();
    tell();
  } else if (event.target.id === "pick-page") {
    picks().forEach((one) => (one.checked = event.target.checked));
    if (!event.target.checked) unpickAll();
    tell();
  } else if (event.target.id === "pick-none") {
    picks().forEach((one) => (one.checked = false));
    unpickAll();
    tell();
  } else if (event.target.id === "pick-all") {
    if (event.target.checked) picks().forEach((one) => (one.checked = true));
    tell();
  }
  document.querySelectorAll("details.hp-pop[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

function unpickAll() {
  const all = document.getElementById("pick-all");
  if (all) all.checked = false;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.hp-pop[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// What was open stays open when a list of choices is replaced.
let open = new Set();
document.addEventListener("htmx:beforeSwap", (event) => {
  open = new Set([...document.querySelectorAll("#rail details[id][open], #rules[open]")].map((one) => one.id));
  // "Done" closes the form of rules.
  if (event.detail.requestConfig?.elt.matches("#rules a")) open.delete("rules");
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (!["results", "discover"].includes(event.target.id)) return;
  document.querySelectorAll("#rail details[id], #rules").forEach((one) => {
    if (open.has(one.id)) one.open = true;
  });
  // The link that was pressed may be gone: the reader goes on at the number of results.
  if (document.activeElement === document.body) document.getElementById("total")?.focus({ preventScroll: true });
  lastPick = null;
  tell();
});

// A page that the browser shows again may come back with ticks in its boxes.
addEventListener("pageshow", tell);

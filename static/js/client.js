// Keys of a client's page. Everything works without them: each key presses a button that is there.
const cards = [...document.querySelectorAll("[data-creator]")];
document.querySelector("[data-keys]")?.removeAttribute("hidden");

const here = () => cards.findIndex((card) => card.contains(document.activeElement));
const go = (step) => {
  const at = here();
  const next = cards[at < 0 ? 0 : Math.min(Math.max(at + step, 0), cards.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
};
const press = (what) => {
  const button = cards[here()]?.querySelector(`[data-do="${what}"]`);
  if (!button) return;
  button.click();
  const field = button.closest("details[open]")?.querySelector("input:not([type=hidden]), textarea");
  field?.focus();
};
const keys = { j: () => go(1), k: () => go(-1), a: () => press("approve"), d: () => press("decline"), u: () => press("undo"), c: () => press("comment") };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});

// After a decision the page comes back at the creator it was about: the keys go on from there.
const target = location.hash.startsWith("#c-") && document.getElementById(location.hash.slice(1));
if (target) target.focus({ preventScroll: true });

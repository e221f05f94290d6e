// The form of a brief. It works without this; it only saves steps.
const links = [...document.querySelectorAll("[data-index]")];
const partOf = (link) => document.querySelector(link.getAttribute("href"));

// The index marks the part that is being looked at, and the parts in which something is to be mended.
const show = (id) => links.forEach((link) => {
  const here = link.getAttribute("href") === `#${id}`;
  if (here) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
  if (here && link.closest("ol").scrollWidth > link.closest("ol").clientWidth) {
    link.closest("ol").scrollLeft = link.offsetLeft - 16;
  }
});
const watcher = new IntersectionObserver((entries) => {
  const seen = entries.find((entry) => entry.isIntersecting);
  if (seen) show(seen.target.id);
}, { rootMargin: "-10% 0px -80% 0px" });
links.forEach((link) => {
  watcher.observe(partOf(link));
  if (partOf(link).querySelector(".invalid-feedback")) link.dataset.wrong = "";
});

// A link to a part that is folded opens it; one to a field that is searchable goes to its box.
document.addEventListener("click", (event) => {
  const link = event.target.closest("#brief a[href^='#']");
  if (!link) return;
  const target = document.querySelector(link.getAttribute("href"));
  if (!target) return;
  (target.closest("details") ?? target.querySelector("details"))?.setAttribute("open", "");
  if (target.tomselect) { event.preventDefault(); target.tomselect.focus(); }
});

document.getElementById("troubles")?.focus();

// A size sets both numbers; numbers that are typed choose the size that they are, if any.
const numbers = ["min_followers", "max_followers"].map((name) => document.querySelector(`[name=${name}]`));
const sizes = [...document.querySelectorAll("[name=band]")];
document.addEventListener("change", (event) => {
  if (event.target.matches("[name=band][data-low]")) {
    [numbers[0].value, numbers[1].value] = [event.target.dataset.low, event.target.dataset.high];
  }
});
document.addEventListener("input", (event) => {
  if (!numbers.includes(event.target)) return;
  const same = sizes.find((size) => size.dataset.low === numbers[0].value && size.dataset.high === numbers[1].value);
  (same ?? sizes.find((size) => size.value === "own")).checked = true;
});

// On a phone the counts of the limits would hide the form.
if (window.matchMedia("(max-width: 991px)").matches) document.querySelector(".hp-limit-fold").open = false;

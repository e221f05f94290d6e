// Find new creators: pickers for countries and languages, and how many finds are selected.
const boxes = () => [...document.querySelectorAll("#finds input[name=finds]")];

function tell() {
  const form = document.getElementById("finds");
  const picked = document.getElementById("picked");
  if (!form || !picked) return;
  const chosen = boxes().filter((box) => box.checked).length;
  const all = Boolean(document.getElementById("pick-all")?.checked);
  const count = all ? Number(form.dataset.total) : chosen;
  picked.textContent = `Keep ${count ? count.toLocaleString("en") : "selected"}`;
  document.getElementById("keep").disabled = !count;
  const page = document.getElementById("pick-page");
  page.checked = chosen > 0 && chosen === boxes().length;
  page.indeterminate = chosen > 0 && chosen < boxes().length;
}

let last = null;
document.addEventListener("click", (event) => {
  if (event.target.id === "pick-page") boxes().forEach((box) => (box.checked = event.target.checked));
  const box = event.target.closest("#finds input[name=finds]");
  if (box) {
    const [from, to] = [boxes().indexOf(last), boxes().indexOf(box)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) boxes().slice(from, to + 1).forEach((one) => (one.checked = box.checked));
    last = box;
  }
  if (event.target.closest("#finds")) tell();
});

document.querySelectorAll("#finds .hp-js").forEach((part) => (part.hidden = false));
document.querySelectorAll("select[data-pick]").forEach((select) => {
  new TomSelect(select, { plugins: ["remove_button"], maxOptions: null, placeholder: "Any" });
  // The label now names the field that people use; the list behind it is for the form alone.
  select.setAttribute("aria-hidden", "true");
});
// A page that the browser shows again may come back with ticks in its boxes.
addEventListener("pageshow", tell);
tell();

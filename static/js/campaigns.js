// Brief, ranking and shortlist. Every page works without this; it only saves steps.
const reveal = (root) => root.querySelectorAll(".hp-js[hidden]").forEach((part) => part.removeAttribute("hidden"));

// Long lists become searchable.
const makeSearchable = (root) => {
  if (!window.TomSelect) return;
  root.querySelectorAll("select[data-pick]").forEach((select) => {
    if (select.tomselect || select.closest("template")) return;
    new window.TomSelect(select, {
      maxOptions: null,
      plugins: select.multiple ? ["remove_button"] : [],
      placeholder: select.multiple ? "Any" : "Choose a niche",
      allowEmptyOption: false,
    });
  });
};

// Sliders tell their number.
const tell = (slider) => {
  const output = document.querySelector(`output[for="${slider.id}"]`);
  if (output) output.value = slider.value;
};
document.addEventListener("input", (event) => {
  if (event.target.closest("[data-shares]")) {
    tellShares(event.target.closest("[data-shares]"));
    preview(event.target.closest("[data-shares]"));
  }
  else if (event.target.matches("input[type=range]")) tell(event.target);
});

// Sliders of the ranking tell which share of the score they give; those that the brief leaves out have none.
const tellShares = (form) => {
  const counted = [...form.querySelectorAll("input[type=range]:not([data-left-out])")];
  const total = counted.reduce((sum, slider) => sum + Number(slider.value), 0);
  counted.forEach((slider) => {
    const share = total ? Math.round((100 * slider.value) / total) : 0;
    document.querySelector(`output[for="${slider.id}"]`).value = `${share}%`;
    slider.setAttribute("aria-valuetext", `${share}% of the score`);
  });
};

// While a slider moves, the rows that are shown re-rank at once by the criteria they carry; the server's answer
// follows with those that come in from other pages.
const preview = (form) => {
  const list = document.querySelector("#ranked > .hp-rankings");
  if (!list) return;
  const floor = Number(form.dataset.floor);
  const weights = Object.fromEntries([...form.querySelectorAll("input[type=range]")].map(
    (slider) => [slider.name.replace("weight_", ""), Number(slider.value)],
  ));
  const score = (row) => {
    const parts = row.dataset.parts.split(" ").map((part) => part.split(":"));
    const known = parts.reduce((sum, [criterion]) => sum + weights[criterion], 0);
    const cost = parts.reduce((sum, [c, value]) => sum - weights[c] * Math.log(Math.max(Number(value), floor)), 0);
    return known ? 100 * Math.exp(-cost / known) : 0;
  };
  const rows = [...list.querySelectorAll(":scope > [data-parts]")].map((row) => [row, score(row)]);
  rows.forEach(([row, value]) => { row.querySelector(".hp-score .hp-big").textContent = value.toFixed(1); });
  // A varied order is not one of scores: the server alone knows it.
  if (form.querySelector("[name=order]")) return;
  rows.sort((one, other) => other[1] - one[1]);
  rows.forEach(([row], place) => {
    row.querySelector(".hp-rank-number").textContent = list.start + place;
    if (list.children[place] !== row) list.insertBefore(row, list.children[place]);
  });
};

// Niches of the brief: one more row, made from the empty one.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-add-niche]")) {
    const rows = document.querySelector("[data-niche-rows]");
    const total = document.querySelector("[name$=TOTAL_FORMS]");
    const holder = document.createElement("div");
    holder.innerHTML = document.querySelector("[data-niche-template]").innerHTML.replaceAll("__prefix__", total.value);
    const row = holder.firstElementChild;
    rows.append(row);
    total.value = Number(total.value) + 1;
    makeSearchable(row);
    row.querySelector("select").tomselect?.focus();
  }
});

// A preset sets the sliders; a slider that is moved makes the weights one's own, unless they are a preset's.
const presets = JSON.parse(document.getElementById("presets")?.textContent ?? "{}");
const sliderOf = (criterion) => document.querySelector(`[name=weight_${criterion}]`);
document.addEventListener("change", (event) => {
  if (event.target.matches("[name=preset]")) {
    Object.entries(presets[event.target.value] ?? {}).forEach(([criterion, weight]) => {
      sliderOf(criterion).value = Math.round(100 * weight);
      tell(sliderOf(criterion));
    });
  } else if (event.target.matches("#brief [name^=weight_]")) {
    const same = ([, weights]) => Object.entries(weights).every(
      ([criterion, weight]) => Number(sliderOf(criterion).value) === Math.round(100 * weight),
    );
    const name = Object.entries(presets).find(same)?.[0] ?? "own";
    document.querySelector(`[name=preset][value="${name}"]`).checked = true;
  }
});

// Choosing many: how many are chosen, and the button only where there is something to do.
const boxes = (form) => [...document.querySelectorAll(`[data-select][form="${form.id}"]`)];
const count = (form) => {
  const all = boxes(form);
  const chosen = all.filter((box) => box.checked).length;
  form.querySelector("[data-count]").textContent = chosen ? `${chosen} selected` : "None selected";
  form.querySelectorAll("[data-needs-selection]").forEach((button) => {
    const [least = 1, most = Infinity] = button.dataset.needsSelection.split(" ").filter(Boolean).map(Number);
    button.disabled = chosen < least || chosen > most;
    if (most < Infinity) button.title = `Choose ${least} to ${most}`;
  });
  form.classList.toggle("hp-on", chosen > 0);
  const every = form.querySelector("[data-select-all]");
  every.checked = all.length > 0 && chosen === all.length;
  every.indeterminate = chosen > 0 && chosen < all.length;
};
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-select-all]")) {
    boxes(event.target.form).forEach((box) => { box.checked = event.target.checked; });
    count(event.target.form);
  } else if (event.target.matches("[data-select]")) {
    count(event.target.form);
  }
});

// What was open or chosen in the ranking stays so when a slider has re-ranked it.
let kept = { open: [], chosen: [] };
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "ranked") return;
  const ids = (selector) => [...event.detail.target.querySelectorAll(selector)].map((one) => one.closest("[id]").id);
  kept = { open: ids("details[open] > summary"), chosen: ids("[data-select]:checked") };
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "ranked") return;
  kept.open.forEach((id) => {
    const details = document.getElementById(id)?.querySelector("details") ?? document.getElementById(id);
    if (details?.tagName === "DETAILS") details.open = true;
  });
  kept.chosen.forEach((id) => {
    const box = document.querySelector(`#${id} [data-select]`);
    if (box) box.checked = true;
  });
});

const start = (root) => {
  reveal(root);
  makeSearchable(root);
  document.querySelectorAll("form[data-selected]").forEach(count);
};
start(document);
document.addEventListener("htmx:afterSwap", (event) => {
  // A creator that was just added need not be chosen any more.
  if (event.detail.target.id.startsWith("mark-")) {
    const box = event.detail.target.closest(".hp-ranked").querySelector("[data-select]");
    if (box) box.checked = false;
  }
  start(document);
});

// Printing is a matter of the browser: the button stands there only where it does something.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

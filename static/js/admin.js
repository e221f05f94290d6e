/* Names for those fields of the Django admin that have none: the search, columns of tables, and pickers. */
const name = (field, words) => {
  if (field && words && !field.getAttribute("aria-label")) field.setAttribute("aria-label", words.trim());
};

function nameAll() {
  name(document.querySelector("#searchbar"), "Search");
  for (const cell of document.querySelectorAll(".tabular td[class*='field-']")) {
    const column = [...cell.classList].find((word) => word.startsWith("field-")).slice("field-".length);
    const head = cell.closest("table").querySelector(`th.column-${CSS.escape(column)}`);
    for (const field of cell.querySelectorAll("input:not([type=hidden]), select")) name(field, head?.textContent);
  }
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const words = select.getAttribute("aria-label") || select.labels[0]?.textContent;
    const shown = select.parentElement.querySelector(".select2");
    for (const part of shown?.querySelectorAll("[role=combobox], [role=textbox], input") ?? []) name(part, words);
  }
}

// Pickers are dressed when the page is ready; those of a new row in the same moment that it comes.
window.addEventListener("load", nameAll);
document.addEventListener("formset:added", () => setTimeout(nameAll));

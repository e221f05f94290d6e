// Behaviour that every page shares. Everything works without it; it only makes things quicker.
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
const destinations = { d: "/", c: "/campaigns/", f: "/find/", i: "/import/" };
let goPressed = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "/") {
    event.preventDefault();
    const box = document.querySelector("[data-search]");
    if (box) box.focus();
    else location.href = "/";
  } else if (event.key === "?") {
    document.getElementById("shortcuts")?.showModal();
  } else if (event.key === "g") {
    goPressed = Date.now();
  } else if (destinations[event.key] && Date.now() - goPressed < 1500) {
    location.href = destinations[event.key];
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-shortcuts]")) document.getElementById("shortcuts")?.showModal();
  const button = event.target.closest("[data-confirm]");
  if (button && !confirm(button.dataset.confirm)) event.preventDefault();
});

// On a narrow screen the tabs scroll sideways: the open one shall be in sight.
for (const tab of document.querySelectorAll(".hp-tabs .active")) {
  const row = tab.closest(".hp-tabs");
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.clientWidth) / 2;
}

// A select or checkbox marked so sends its form at once; without JavaScript the form's own button does.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-autosubmit]")) return;
  const question = event.target.dataset.ask;
  if (question && !confirm(question)) event.target.form.reset();
  else event.target.form.requestSubmit();
});

// When a session ends while a page is open, the next fragment is the sign-in page: go there as a whole.
document.addEventListener("htmx:beforeSwap", (event) => {
  const address = event.detail.xhr.responseURL || "";
  if (address.includes("/accounts/login/")) {
    event.detail.shouldSwap = false;
    location.href = `/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`;
  }
});
document.addEventListener("htmx:responseError", () => {
  document.getElementById("announce").textContent = "That did not work. Reload the page and try again.";
});

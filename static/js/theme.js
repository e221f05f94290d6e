// Loaded before the page is drawn, so that a dark page never flashes white.
(() => {
  const media = matchMedia("(prefers-color-scheme: dark)");
  // The Django admin keeps its choice under the same name, and knows "auto" besides.
  const chosen = () => ["light", "dark"].find((theme) => theme === localStorage.getItem("theme"));
  const apply = () => {
    const theme = chosen() || (media.matches ? "dark" : "light");
    document.documentElement.setAttribute("data-bs-theme", theme);
    document.dispatchEvent(new CustomEvent("themechange", { detail: theme }));
  };
  apply();
  media.addEventListener("change", apply);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    const dark = document.documentElement.getAttribute("data-bs-theme") === "dark";
    localStorage.setItem("theme", dark ? "light" : "dark");
    apply();
  });
})();

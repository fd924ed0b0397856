import { button } from "./dom.js";

const themes = ["auto", "light", "dark"] as const;
type Theme = (typeof themes)[number];
const key = "astra-ts-report-theme";

/** A switch between the system's colours, light and dark. Canvases listen for `themechange` on the document. */
export function themeSwitch(): HTMLButtonElement {
  let theme = stored();
  const element = button("", "", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    apply();
    try {
      localStorage.setItem(key, theme);
    } catch {
      // A page opened from a file may have no storage: the choice then lasts as long as the page.
    }
  });
  const apply = (): void => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    element.textContent = { auto: "◐ Auto", light: "○ Light", dark: "● Dark" }[theme];
    const label = `Colours: ${theme}. Switch`;
    element.title = label;
    element.setAttribute("aria-label", label);
    document.dispatchEvent(new Event("themechange"));
  };
  apply();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    document.dispatchEvent(new Event("themechange")),
  );
  return element;
}

/** Whether the page is dark just now. */
export function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === undefined ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
}

function stored(): Theme {
  try {
    return themes.find((theme) => theme === localStorage.getItem(key)) ?? "auto";
  } catch {
    return "auto";
  }
}

/** The button that goes from the system's theme to the other one and back. The report inside the page follows. */
export function startTheme(button: HTMLButtonElement): void {
  const root = document.documentElement;
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = (): boolean => (root.dataset.theme ?? (systemIsDark.matches ? "dark" : "light")) === "dark";
  const show = (): void => {
    button.textContent = isDark() ? "Light" : "Dark";
    for (const frame of document.querySelectorAll("iframe")) pass(frame);
  };
  const pass = (frame: HTMLIFrameElement): void => {
    const inside = frame.contentDocument?.documentElement;
    if (inside !== undefined && root.dataset.theme !== undefined) inside.dataset.theme = root.dataset.theme;
  };
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    show();
  });
  for (const frame of document.querySelectorAll("iframe")) frame.addEventListener("load", () => pass(frame));
  systemIsDark.addEventListener("change", show);
  show();
}

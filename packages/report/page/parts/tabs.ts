import { h } from "./dom.js";

interface Tab {
  readonly label: string;
  /** Makes the panel's contents when it is first opened. */
  readonly open: () => HTMLElement[];
}

/** Panels of which one is shown; arrow keys move between their tabs. */
export function tabs(id: string, title: string, entries: readonly Tab[]): HTMLElement {
  const panels = entries.map((_, index) =>
    h("div", {
      role: "tabpanel",
      id: `${id}-panel-${index}`,
      "aria-labelledby": `${id}-tab-${index}`,
      hidden: true,
    }),
  );
  const buttons = entries.map(({ label }, index) =>
    h(
      "button",
      { type: "button", role: "tab", id: `${id}-tab-${index}`, "aria-controls": `${id}-panel-${index}` },
      label,
    ),
  );
  const choose = (chosen: number): void => {
    buttons.forEach((button, index) => {
      button.setAttribute("aria-selected", String(index === chosen));
      button.tabIndex = index === chosen ? 0 : -1;
      panels[index].hidden = index !== chosen;
    });
    if (panels[chosen].childElementCount === 0) panels[chosen].append(...entries[chosen].open());
  };
  buttons.forEach((button, index) => {
    button.addEventListener("click", () => choose(index));
    button.addEventListener("keydown", ({ key }) => {
      const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
      if (step === 0) return;
      const next = (index + step + buttons.length) % buttons.length;
      choose(next);
      buttons[next].focus();
    });
  });
  choose(0);
  return h(
    "section",
    { class: "runs", id, "aria-labelledby": `${id}-title` },
    h("h2", { id: `${id}-title` }, title),
    h("div", { role: "tablist", "aria-labelledby": `${id}-title` }, ...buttons),
    ...panels,
  );
}

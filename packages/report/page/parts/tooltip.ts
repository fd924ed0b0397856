import { h } from "./dom.js";

/** One small window that follows the pointer. Hidden from screen readers: every figure of it is in a table too. */
export class Tooltip {
  readonly #element = h("div", { class: "tooltip", hidden: true, "aria-hidden": "true" });

  constructor() {
    document.body.append(this.#element);
  }

  /** Show lines at a place of the window; the first line is the title. */
  show(lines: readonly string[], x: number, y: number): void {
    const [title = "", ...rest] = lines;
    this.#element.replaceChildren(h("strong", {}, title), ...rest.map((line) => h("div", {}, line)));
    this.#element.hidden = false;
    const { width, height } = this.#element.getBoundingClientRect();
    const left = x + 14 + width > innerWidth ? x - 14 - width : x + 14;
    const top = y + 14 + height > innerHeight ? y - 14 - height : y + 14;
    this.#element.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
  }

  hide(): void {
    this.#element.hidden = true;
  }
}

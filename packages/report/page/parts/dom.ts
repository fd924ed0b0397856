type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
type Child = Node | string | undefined;

let own: Document | undefined;

/** Makes elements for this document from now on: there is none outside a browser. */
export function useDocument(document: Document): void {
  own = document;
}

/** The document that elements are made for. */
export function currentDocument(): Document {
  return own ?? document;
}

/** An HTML element; attributes that are false or undefined are left out. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const element = currentDocument().createElement(name);
  fill(element, attributes, children);
  return element;
}

/** An SVG element. */
export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[Name] {
  const element = currentDocument().createElementNS("http://www.w3.org/2000/svg", name);
  fill(element, attributes, children);
  return element;
}

function fill(element: Element, attributes: Attributes, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : String(value));
  for (const child of children) if (child !== undefined) element.append(child);
}

export function button(
  label: string,
  title: string,
  onClick: () => void,
  className = "button",
): HTMLButtonElement {
  const element = h("button", { type: "button", class: className, title, "aria-label": title }, label);
  element.addEventListener("click", onClick);
  return element;
}

/** A labelled choice among values. */
export function select(
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  value: string,
  onChange: (value: string) => void,
): HTMLLabelElement {
  const list = h("select", {}, ...options.map(([key, text]) => h("option", { value: key }, text)));
  list.value = value;
  list.addEventListener("change", () => onChange(list.value));
  return h("label", { class: "choice" }, h("span", {}, label), list);
}

/** A labelled switch. */
export function checkbox(
  label: string,
  checked: boolean,
  onChange: (checked: boolean) => void,
): HTMLLabelElement {
  const box = h("input", { type: "checkbox" });
  box.checked = checked;
  box.addEventListener("change", () => onChange(box.checked));
  return h("label", { class: "choice" }, box, h("span", {}, label));
}

/** A labelled line of text; `onChange` says whether it could be used. */
export function textField(
  label: string,
  placeholder: string,
  title: string,
  onChange: (text: string) => boolean,
): HTMLLabelElement {
  const field = h("input", { type: "text", size: 12, placeholder, title, "aria-label": title });
  field.addEventListener("input", () => {
    field.setAttribute("aria-invalid", String(!onChange(field.value)));
  });
  return h("label", { class: "choice" }, h("span", {}, label), field);
}

/** The colour that a CSS variable has just now, for drawing on a canvas. */
export function cssColor(name: string): string {
  const probe = h("span", { style: `color: var(${name})` });
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

type Child = SvgNode | string;

/**
 * As much of a document's elements as drawing a chart takes: outside a browser there are none, and a whole document object model weighs more than the charts. What would answer to
 * a pointer is left out.
 */
class SvgNode {
  readonly ownerDocument: SvgDocument;
  readonly localName: string;
  readonly namespaceURI = "http://www.w3.org/2000/svg";
  readonly style: Record<string, unknown> = {};
  childNodes: Child[] = [];
  parentNode: SvgNode | undefined;
  readonly #attributes = new Map<string, string>();

  constructor(ownerDocument: SvgDocument, localName: string) {
    this.ownerDocument = ownerDocument;
    this.localName = localName;
  }

  get children(): SvgNode[] {
    return this.childNodes.filter((child) => typeof child !== "string");
  }

  set textContent(text: string) {
    this.childNodes = [String(text)];
  }

  getAttribute(name: string): string | null {
    return this.#attributes.get(name) ?? null;
  }

  hasAttribute(name: string): boolean {
    return this.#attributes.has(name);
  }

  setAttribute(name: string, value: unknown): void {
    this.#attributes.set(name, String(value));
  }

  removeAttribute(name: string): void {
    this.#attributes.delete(name);
  }

  append(...children: readonly Child[]): void {
    for (const child of children) this.insertBefore(child, null);
  }

  appendChild(child: SvgNode): SvgNode {
    return this.insertBefore(child, null);
  }

  insertBefore<Inserted extends Child>(child: Inserted, before: SvgNode | null): Inserted {
    if (typeof child !== "string") {
      child.remove();
      child.parentNode = this;
    }
    const place = before === null ? -1 : this.childNodes.indexOf(before);
    this.childNodes.splice(place < 0 ? this.childNodes.length : place, 0, child);
    return child;
  }

  remove(): void {
    const siblings = this.parentNode?.childNodes;
    if (siblings !== undefined) siblings.splice(siblings.indexOf(this), 1);
    this.parentNode = undefined;
  }

  addEventListener(): void {
    // A file answers to nobody.
  }

  dispatchEvent(): void {
    // Nobody listens.
  }

  /** As XML. */
  toString(): string {
    const attributes = [...this.#attributes].map(([name, value]) => ` ${name}="${escaped(value)}"`).join("");
    const inner = this.childNodes
      .map((child) => (typeof child === "string" ? escaped(child) : String(child)))
      .join("");
    return inner === ""
      ? `<${this.localName}${attributes}/>`
      : `<${this.localName}${attributes}>${inner}</${this.localName}>`;
  }
}

class SvgDocument {
  readonly documentElement = new SvgNode(this, "svg");
  readonly defaultView = { Event: class {} };

  createElementNS(_namespace: string, name: string): SvgNode {
    return new SvgNode(this, name);
  }
}

/** A document whose elements are written as SVG by `String(element)`. It has what `d3-selection` and Observable Plot ask of one to draw. */
export function svgDocument(): Document {
  return new SvgDocument() as unknown as Document;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

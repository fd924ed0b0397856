import { svg } from "../parts/dom.js";
import type { DrawingContext } from "./drawing-context.js";

/** Pixels of a letter of 11 pixels, on average. */
const letter = 5.9;

/** Rectangles and words as SVG: rectangles of one colour and strength that follow each other are one path. */
export class SvgContext implements DrawingContext {
  readonly group = svg("g", { "font-size": 11, "dominant-baseline": "central" });
  globalAlpha = 1;
  #fill: DrawingContext["fillStyle"] = "";
  /** By strength. */
  readonly #paths = new Map<number, string[]>();

  get fillStyle(): DrawingContext["fillStyle"] {
    return this.#fill;
  }

  /** What was drawn in another colour lies below. */
  set fillStyle(fill: DrawingContext["fillStyle"]) {
    if (fill !== this.#fill) this.flush();
    this.#fill = fill;
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    const path = `M${short(x)},${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`;
    const paths = this.#paths.get(this.globalAlpha);
    if (paths === undefined) this.#paths.set(this.globalAlpha, [path]);
    else paths.push(path);
  }

  fillText(text: string, x: number, y: number): void {
    this.flush();
    this.group.append(svg("text", { x: short(x), y: short(y), fill: String(this.#fill) }, text));
  }

  measureText(text: string): { readonly width: number } {
    return { width: text.length * letter };
  }

  /** Writes what has been drawn so far. */
  flush(): void {
    for (const [alpha, paths] of this.#paths)
      this.group.append(
        svg("path", {
          d: paths.join(""),
          fill: String(this.#fill),
          "fill-opacity": alpha < 1 ? alpha.toFixed(3) : undefined,
        }),
      );
    this.#paths.clear();
  }
}

function short(value: number): number {
  return Math.round(value * 100) / 100;
}

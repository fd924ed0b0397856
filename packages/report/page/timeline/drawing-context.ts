/** What a timeline is drawn with: a canvas has it, and what makes a file of it. */
export interface DrawingContext {
  fillStyle: string | CanvasGradient | CanvasPattern;
  globalAlpha: number;
  fillRect(x: number, y: number, width: number, height: number): void;
  /** Text whose middle is at the height y; no wider than `most`. */
  fillText(text: string, x: number, y: number, most?: number): void;
  measureText(text: string): { readonly width: number };
}

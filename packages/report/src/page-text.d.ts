/** A file of `page/`, bundled and minified to one text by the plugins of `page-bundle.ts`. */
declare module "*?page" {
  const text: string;
  export default text;
}

/** A file of `page/` as a module that is brought to life by the first call. */
declare module "*?figures" {
  /** The charts of a page as texts of SVG. */
  export function figureTexts(data: import("./page-data/page-data.js").PageData): {
    readonly name: string;
    readonly svg: string;
  }[];
}

/** A file of `page/`, bundled and minified to one text by the plugins of `page-bundle.ts`. */
declare module "*?page" {
  const text: string;
  export default text;
}

/** What a model file leaves open. */
export interface ReadModelOptions {
  readonly file: string;
  /** Sizes that the file only names, such as `batch`. */
  readonly dimensions?: ReadonlyMap<string, number>;
}

import type { Published } from "./transformer-model.js";

/** One convolution or fully connected layer, with what follows it up to the next one. */
export type ImageLayer =
  | {
      readonly kind: "convolution";
      readonly name: string;
      /** Side of the square input. */
      readonly input: number;
      readonly filter: number;
      readonly channels: number;
      readonly filters: number;
      readonly stride: number;
      readonly padding: number;
      readonly bias: boolean;
      /** Batch normalisation behind it, with two parameters per filter. */
      readonly normalised: boolean;
      /** A residual is added to the output. */
      readonly residual: boolean;
      /** Side of the output after a pooling behind it; absent: no pooling. */
      readonly pooled?: number;
    }
  | {
      readonly kind: "fully-connected";
      readonly name: string;
      readonly inputs: number;
      readonly outputs: number;
    };

/** A convolutional network for images. */
export interface ImageModel {
  readonly family: "image";
  readonly name: string;
  /** Where the hyper-parameters come from. */
  readonly source: string;
  readonly layers: readonly ImageLayer[];
  readonly published?: Published;
}

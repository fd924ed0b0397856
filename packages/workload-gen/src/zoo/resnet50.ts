import type { ImageLayer, ImageModel } from "../models/convolution-model.js";

/** [blocks, width of the 3x3 convolution, stride of the first block] per stage: He et al., table 1. */
const stages: readonly (readonly [number, number, number])[] = [
  [3, 64, 1],
  [4, 128, 2],
  [6, 256, 2],
  [3, 512, 2],
];

function layers(): ImageLayer[] {
  // A 3x3 max pooling of stride 2 follows the first convolution.
  let side = 56;
  const result: ImageLayer[] = [convolution("conv1", 224, 7, 3, 64, 2, false, side)];
  let channels = 64;
  stages.forEach(([blocks, width, firstStride], stage) => {
    for (let block = 0; block < blocks; block++) {
      const name = (part: string) => `conv${stage + 2}_${block + 1}_${part}`;
      const stride = block === 0 ? firstStride : 1;
      // The stride sits in the 3x3 convolution ("version 1.5"), as in all common implementations.
      result.push(convolution(name("a"), side, 1, channels, width, 1, false));
      result.push(convolution(name("b"), side, 3, width, width, stride, false));
      if (block === 0)
        result.push(convolution(name("shortcut"), side, 1, channels, 4 * width, stride, false));
      side /= stride;
      result.push(convolution(name("c"), side, 1, width, 4 * width, 1, true));
      channels = 4 * width;
    }
  });
  result.push({ kind: "fully-connected", name: "fc", inputs: 2048, outputs: 1000 });
  return result;
}

function convolution(
  name: string,
  input: number,
  filter: number,
  channels: number,
  filters: number,
  stride: number,
  residual: boolean,
  pooled?: number,
): ImageLayer {
  const padding = (filter - 1) / 2;
  const shape = { name, input, filter, channels, filters, stride, padding };
  const rest = { bias: false, normalised: true, residual, ...(pooled === undefined ? {} : { pooled }) };
  return { kind: "convolution", ...shape, ...rest };
}

/** ResNet-50 for 224 x 224 images. */
export const resnet50: ImageModel = {
  family: "image",
  name: "resnet50",
  source: "He et al., Deep Residual Learning for Image Recognition, arXiv:1512.03385, table 1",
  layers: layers(),
  published: {
    parameters: 25557032,
    forwardFlops: 2 * 4.09e9,
    source: "torchvision documentation of ResNet50_Weights: num_params 25,557,032; 4.09 G multiply-adds",
  },
};

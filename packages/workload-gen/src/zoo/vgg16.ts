import type { ImageLayer, ImageModel } from "../models/convolution-model.js";

/** Filters of the 3x3 convolutions; a max pooling of stride 2 follows each group: Simonyan and Zisserman, table 1, column D. */
const groups = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
];

function layers(): ImageLayer[] {
  const result: ImageLayer[] = [];
  let input = 224;
  let channels = 3;
  groups.forEach((group, index) => {
    group.forEach((filters, position) => {
      const name = `conv${index + 1}_${position + 1}`;
      const shape = { name, input, filter: 3, channels, filters, stride: 1, padding: 1 };
      const isLast = position === group.length - 1;
      const pooled = isLast ? { pooled: input / 2 } : {};
      const rest = { bias: true, normalised: false, residual: false, ...pooled };
      result.push({ kind: "convolution", ...shape, ...rest });
      channels = filters;
    });
    input /= 2;
  });
  const connected = (name: string, inputs: number, outputs: number) =>
    result.push({ kind: "fully-connected", name, inputs, outputs });
  connected("fc6", 7 * 7 * 512, 4096);
  connected("fc7", 4096, 4096);
  connected("fc8", 4096, 1000);
  return result;
}

/** VGG-16 for 224 x 224 images. */
export const vgg16: ImageModel = {
  family: "image",
  name: "vgg16",
  source: "Simonyan and Zisserman, Very Deep Convolutional Networks, arXiv:1409.1556, table 1, column D",
  layers: layers(),
  published: {
    parameters: 138357544,
    forwardFlops: 2 * 15.47e9,
    source: "torchvision documentation of VGG16_Weights: num_params 138,357,544; 15.47 G multiply-adds",
  },
};

import { astraSimFormats, astraSimWorkload } from "./formats/astra-sim.js";
import { astraTsFormats } from "./formats/astra-ts.js";
import { collectiveFormats } from "./formats/collectives.js";
import { lastFormats, signedFormats } from "./formats/containers.js";
import { machineFormats } from "./formats/machines.js";
import { modelFormats } from "./formats/models.js";
import { simaiFormats } from "./formats/simai.js";
import { packedTrace, traceFormats } from "./formats/traces.js";
import type { Glimpse } from "./look/glimpse.js";
import type { KnownFormat } from "./look/known-format.js";

/** Every kind of file that is told by name, the more particular before the more general. A reader that is added says so in its entry here. */
export const knownFormats: readonly KnownFormat[] = [
  packedTrace,
  ...signedFormats,
  ...modelFormats,
  ...traceFormats,
  ...collectiveFormats,
  ...simaiFormats,
  ...machineFormats,
  ...astraSimFormats,
  ...astraTsFormats,
  astraSimWorkload,
  ...lastFormats,
];

/** What a file is; undefined where nobody knows. */
export function identify(glimpse: Glimpse): KnownFormat | undefined {
  return knownFormats.find(({ recognizes }) => recognizes(glimpse));
}

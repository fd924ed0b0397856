import { hasKeys, type KnownFormat } from "../look/known-format.js";

const asPlugin = "A collective algorithm can be brought by a plugin: docs/plugins/collective.md";

/** Collective algorithms and schedules of messages. */
export const collectiveFormats: readonly KnownFormat[] = [
  {
    name: "an MSCCL algorithm (XML)",
    reader: "collective",
    recognizes: ({ text }) => /<algo\s/.test(text),
  },
  {
    name: "an MSCCL++ plan (JSON)",
    advice: asPlugin,
    recognizes: (glimpse) => hasKeys(glimpse, "collective", "gpus") || hasKeys(glimpse, "colletive", "gpus"),
  },
  {
    name: "a GOAL schedule",
    advice:
      "Its sends, receives and calculations can be written as an execution graph: docs/formats/workload.md",
    recognizes: ({ text }) => /^\s*(?:\/\/[^\n]*\s+|\/\*[\s\S]*?\*\/\s*)*num_ranks\s+\d/.test(text),
  },
];

import { goal, messageList } from "@astra-ts/formats";
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
    reader: "workload",
    recognizes: ({ text }) => goal.recognizes(text),
  },
  {
    name: "a list of messages (CSV)",
    reader: "workload",
    recognizes: ({ text }) => messageList.recognizes(text),
  },
];

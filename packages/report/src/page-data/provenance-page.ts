import { type Provenance, type Result, version } from "@astra-ts/core";
import { algorithmsInWords } from "../explain/algorithm-words.js";

/** How a page's figures were made. */
export interface ProvenancePage {
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Titles and JSON texts, such as the experiment. */
  readonly texts: readonly { readonly title: string; readonly text: string }[];
}

/** Command, versions, seed, and what was chosen where nobody had said it, of one run. */
export function provenanceOfRun(result: Result): ProvenancePage {
  const { setup, provenance, network, simulation, npus } = result;
  const algorithms = algorithmsInWords(result);
  return {
    facts: [
      ...commandFacts(provenance, result.version),
      { label: "Network", value: [network, optionsText(setup?.network.options)].filter(Boolean).join(": ") },
      ...chosenFacts(result),
      ...(algorithms === "" ? [] : [{ label: "Algorithms", value: algorithms }]),
      ...(setup === undefined ? [] : [{ label: "Seed", value: String(setup.seed) }]),
      ...(simulation.ranks === 1 && npus > 1
        ? [{ label: "Simulated", value: "one NPU for all, which are alike" }]
        : []),
    ],
    texts: [
      ...experimentTexts(provenance),
      ...(setup === undefined
        ? []
        : [{ title: "Options of every layer, defaults filled in", text: json(setup) }]),
    ],
  };
}

/** What the network chose where options leave it open. */
function chosenFacts({ networkReport: { chosen = {} }, setup }: Result): ProvenancePage["facts"] {
  const options = (setup?.network.options ?? {}) as Readonly<Record<string, unknown>>;
  const own = Object.entries(chosen).filter(([key, value]) => options[key] !== value);
  const text = own.map(([key, value]) => `${key} ${value}`).join(", ");
  return text === "" ? [] : [{ label: "Chosen by the network", value: text }];
}

/** The same of a sweep. */
export function provenanceOfSweep(provenance: Provenance | undefined): ProvenancePage {
  return { facts: commandFacts(provenance, version), texts: experimentTexts(provenance) };
}

function commandFacts(provenance: Provenance | undefined, madeBy: string): ProvenancePage["facts"] {
  const command = provenance?.command;
  return [
    ...(command === undefined ? [] : [{ label: "Command", value: command }]),
    { label: "Version", value: `astra-ts ${madeBy}` },
  ];
}

function experimentTexts(provenance: Provenance | undefined): ProvenancePage["texts"] {
  const experiment = provenance?.experiment;
  return experiment === undefined
    ? []
    : [{ title: "The experiment as it was run, includes and changes applied", text: json(experiment) }];
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** `vcsPerVnet 8, routing auto`: options that are one word or number. */
function optionsText(options: unknown): string {
  if (typeof options !== "object" || options === null) return "";
  return Object.entries(options)
    .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value))
    .map(([key, value]) => `${key} ${value}`)
    .join(", ");
}

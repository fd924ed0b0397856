import { programFailed } from "./program-error.js";

/** Version of the line protocol that this package speaks. */
export const protocolVersion = 1;

/** The words in which a conversation begins. */
export const greeting = `astra-ts ${protocolVersion}`;

/** A simulator's answer to the greeting. */
export interface Introduction {
  /** Name and version as the simulator gives them: `ns-3`, `3.37`. */
  readonly name: string;
  readonly version: string;
}

/** Reads `simulator <name> <version> protocol <number>`. Throws PROGRAM_FAILED for another protocol, or for what is no simulator's answer. */
export function readIntroduction(line: string, who: string, lastWords: string): Introduction {
  const match = /^simulator (\S+) (\S+) protocol (\d+)$/.exec(line);
  if (match === null)
    throw programFailed(
      `${who} does not introduce itself as a simulator, but says "${line.slice(0, 100)}"`,
      lastWords,
      'It should answer "simulator <name> <version> protocol 1": docs/plugins/simulator-process.md.',
    );
  const [, name, version, protocol] = match;
  if (Number(protocol) !== protocolVersion)
    throw programFailed(
      `${who} (${name} ${version}) speaks version ${protocol} of the protocol, and this astra-ts version ${protocolVersion}`,
      lastWords,
      Number(protocol) > protocolVersion ? "Update astra-ts." : "Update the simulator, or build it again.",
    );
  return { name: name!, version: version! };
}

/** Where a simulator stands: the answer to `run`. */
export interface Standing {
  /** ns; undefined: idle, nothing will ever happen without another message. */
  readonly time: number | undefined;
  /** Numbers of the messages that are delivered at this time. */
  readonly delivered: readonly number[];
}

/** Reads `at <time> [number …]` or `idle`; undefined for anything else. */
export function readStanding(line: string): Standing | undefined {
  if (line === "idle") return { time: undefined, delivered: [] };
  if (!line.startsWith("at ")) return undefined;
  const [time, ...delivered] = line.slice("at ".length).split(" ").map(Number);
  return Number.isFinite(time) && delivered.every(Number.isSafeInteger) ? { time, delivered } : undefined;
}

/** What a simulator counted on one link of its set-up. */
export interface LinkCounts {
  /** Number of the link, in the order of the `link` lines. */
  readonly link: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** Reads `link <number> <name> <value> …`; undefined for anything else. */
export function readLinkCounts(line: string): LinkCounts | undefined {
  const [word, link, ...pairs] = line.split(" ");
  if (word !== "link" || !Number.isSafeInteger(Number(link)) || pairs.length % 2 !== 0) return undefined;
  const counts = new Map<string, number>();
  for (let at = 0; at < pairs.length; at += 2) {
    const value = Number(pairs[at + 1]);
    if (!(value >= 0 && Number.isFinite(value))) return undefined;
    counts.set(pairs[at]!, value);
  }
  return { link: Number(link), counts };
}

/** Reads `counter <name> <value>`; undefined for anything else. */
export function readCounter(line: string): readonly [name: string, value: number] | undefined {
  const match = /^counter (\w+) (\S+)$/.exec(line);
  const value = Number(match?.[2]);
  return match !== null && value >= 0 && Number.isFinite(value) ? [match[1]!, value] : undefined;
}

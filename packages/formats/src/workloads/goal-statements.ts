import { AstraError } from "@astra-ts/core";

/** A send, receive or calculation of a rank. */
export interface GoalOperation {
  readonly line: number;
  readonly label: string | undefined;
  readonly kind: "send" | "recv" | "calc";
  /** Bytes of a message, ns of a calculation. */
  readonly size: number;
  /** The other end; 0 for a calculation. */
  readonly peer: number;
  readonly tag: number;
  readonly cpu: number;
  /** Operations, by number, that have to have finished, and those that have to have started. */
  readonly requires: number[];
  readonly startsAfter: number[];
}

const operation =
  /^(?:([A-Za-z]\w*)\s*:\s*)?(?:(send|recv)\s+(\d+)\s*b\s+(?:to|from)\s+(-?\d+)|(calc)\s+(\d+))((?:\s+(?:tag|cpu|nic)\s+-?\d+)*)$/;
const dependency = /^([A-Za-z]\w*)\s+(requires|irequires)\s+([A-Za-z]\w*)$/;
const block = /^rank\s+(\d+)\s*\{$/;

/** Operations by rank. Throws FILE_SYNTAX, INVALID_VALUE or LENGTH_MISMATCH with file and line. */
export function readGoal(text: string, file: string): readonly (readonly GoalOperation[])[] {
  const statements = statementsOf(text);
  const wrong = (line: number, problem: string, found: unknown, expected: string): AstraError =>
    new AstraError("FILE_SYNTAX", { file, line, problem, found, expected });
  const [first] = statements;
  const count = Number(/^num_ranks\s+(\d+)$/.exec(first?.text ?? "")?.[1] ?? 0);
  if (first === undefined || count === 0 || count > mostRanks)
    throw wrong(
      first?.line ?? 1,
      "the number of ranks is missing",
      first?.text ?? "",
      `num_ranks and 1 to ${mostRanks}`,
    );
  const ranks: GoalOperation[][] = Array.from({ length: count }, () => []);
  const seen = new Set<number>();
  let current: RankBlock | undefined;
  for (const { line, text: statement } of statements.slice(1)) {
    const opening = block.exec(statement);
    if (current === undefined) {
      const rank = Number(opening?.[1] ?? -1);
      if (opening === null) throw wrong(line, "a statement outside of a rank", statement, "rank <number> {");
      if (rank >= count || seen.has(rank))
        throw wrong(
          line,
          seen.has(rank) ? "a rank is given twice" : "there is no such rank",
          rank,
          `each of 0 to ${count - 1} once`,
        );
      seen.add(rank);
      current = { rank, operations: ranks[rank]!, labels: new Map() };
    } else if (statement === "}") current = undefined;
    else addStatement(current, { line, text: statement }, count, wrong);
  }
  if (current !== undefined)
    throw wrong(
      statements.at(-1)!.line,
      `the block of rank ${current.rank} does not end`,
      "the end of the file",
      "}",
    );
  return ranks;
}

/** Ranks that are read at most. */
const mostRanks = 2 ** 20;

interface Statement {
  readonly line: number;
  readonly text: string;
}

interface RankBlock {
  readonly rank: number;
  readonly operations: GoalOperation[];
  /** Number of the operation of each label. */
  readonly labels: Map<string, number>;
}

type Wrong = (line: number, problem: string, found: unknown, expected: string) => AstraError;

function addStatement(
  { rank, operations, labels }: RankBlock,
  { line, text }: Statement,
  ranks: number,
  wrong: Wrong,
): void {
  const link = dependency.exec(text);
  if (link !== null) {
    const [, later, how, earlier] = link as unknown as [string, string, string, string];
    const [from, to] = [earlier, later].map((label) => {
      const number = labels.get(label);
      if (number === undefined)
        throw wrong(
          line,
          "there is no such label in this rank before",
          label,
          "a label of a statement above",
        );
      return number;
    }) as [number, number];
    (how === "requires" ? operations[to]!.requires : operations[to]!.startsAfter).push(from);
    return;
  }
  const match = operation.exec(text);
  if (match === null) throw wrong(line, "not a statement", text, "send, recv, calc, requires or irequires");
  const [, label, message, bytes, peer, , time, more = ""] = match;
  const kind = message === undefined ? "calc" : (message as "send" | "recv");
  const detail = (name: string): number => Number(new RegExp(`\\b${name}\\s+(-?\\d+)`).exec(more)?.[1] ?? 0);
  if (message !== undefined) {
    const other = Number(peer);
    if (other === -1 || detail("tag") === -1)
      throw wrong(
        line,
        "a receive from anyone, or of any tag, is not known before the run",
        text,
        "the rank and the tag of its message",
      );
    if (other < 0 || other >= ranks || other === rank)
      throw wrong(
        line,
        other === rank ? "a message of a rank to itself" : "there is no such rank",
        other,
        `another rank, 0 to ${ranks - 1}`,
      );
  }
  if (label !== undefined) {
    if (labels.has(label))
      throw wrong(
        line,
        "a label is given twice in this rank",
        label,
        "a label of its own for each statement",
      );
    labels.set(label, operations.length);
  }
  operations.push({
    line,
    label,
    kind,
    size: Number(bytes ?? time),
    peer: Number(peer ?? 0),
    tag: detail("tag"),
    cpu: detail("cpu"),
    requires: [],
    startsAfter: [],
  });
}

/** Lines without comments and blanks; a brace may stand on a line with others. */
function statementsOf(text: string): Statement[] {
  const plain = text
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, " "))
    .replaceAll(/\/\/[^\n]*/g, "");
  return plain.split(/\r?\n/).flatMap((line, index) =>
    line
      .replaceAll("{", "{\n")
      .replaceAll("}", "\n}\n")
      .split("\n")
      .map((part) => ({ line: index + 1, text: part.trim().replaceAll(/\s+/g, " ") }))
      .filter(({ text: part }) => part !== ""),
  );
}

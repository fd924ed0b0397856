import { AstraError, defineWorkloadFormat, isAstraError, parseSize, parseTime } from "@astra-ts/core";
import { CsvError, parse } from "csv-parse/browser/esm/sync";
import { Schedule } from "./schedule.js";

const columns = ["time", "source", "destination", "bytes"] as const;
type Row = Readonly<Record<(typeof columns)[number], string>>;

/** NPUs of a list at most; a larger number is a slip. */
const mostNpus = 2 ** 20;

/** Messages as a table, for anyone: when, from whom, to whom, how much. */
export const messageList = defineWorkloadFormat({
  name: "message-list",
  description: "a CSV of messages: time, source, destination, bytes",
  extensions: [".csv"],
  recognizes: (text) => {
    const heading = (/^\s*([^\n]*)/.exec(text)?.[1] ?? "")
      .toLowerCase()
      .split(",")
      .map((name) => name.trim());
    return columns.every((column) => heading.includes(column));
  },
  read(text, { file }) {
    const messages = rowsOf(text, file).map(({ record, info }) => {
      const at = { file, line: info.lines };
      const rank = (field: "source" | "destination"): number => {
        const found = record[field];
        if (/^\d+$/.test(found) && Number(found) < mostNpus) return Number(found);
        throw new AstraError("INVALID_VALUE", {
          ...at,
          field,
          problem: "not the number of an NPU",
          found,
          expected: `a whole number from 0 to ${mostNpus - 1}`,
        });
      };
      const source = rank("source");
      const destination = rank("destination");
      if (source === destination)
        throw new AstraError("INVALID_VALUE", {
          ...at,
          field: "destination",
          problem: "a message of an NPU to itself",
          found: destination,
          expected: "another NPU",
        });
      return {
        source,
        destination,
        time: quantity(record.time, "time", at, parseTime),
        bytes: quantity(record.bytes, "bytes", at, parseSize),
      };
    });
    if (messages.length === 0)
      throw new AstraError("MISSING_VALUE", {
        file,
        line: 1,
        problem: "there are no messages",
        expected: "a line for each",
      });
    const npus =
      messages.reduce((most, { source, destination }) => Math.max(most, source, destination), 0) + 1;
    const schedule = new Schedule(npus);
    for (const { source, time } of messages) schedule.announce(source, time);
    schedule.layMoments();
    for (const { time, ...message } of messages) schedule.add(message, time, []);
    return schedule.workload();
  },
});

interface LocatedRow {
  readonly record: Row;
  readonly info: { readonly lines: number };
}

function rowsOf(text: string, file: string): LocatedRow[] {
  try {
    return parse(text, {
      columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()),
      info: true,
      trim: true,
      skip_empty_lines: true,
      comment: "#",
      bom: true,
    }) as unknown as LocatedRow[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as { lines?: number };
    throw new AstraError("FILE_SYNTAX", {
      file,
      line: lines ?? 1,
      problem: error.message,
      expected: columns.join(", "),
    });
  }
}

function quantity(
  text: string,
  field: string,
  at: { readonly file: string; readonly line: number },
  parseQuantity: (value: unknown) => number,
): number {
  try {
    return parseQuantity(/^[\d.eE+-]+$/.test(text) ? Number(text) : text);
  } catch (error) {
    if (!isAstraError(error)) throw error;
    throw error.located({ ...at, field });
  }
}

import { type Cell, type Sweep, version } from "@astra-ts/core";
import type { ColumnSource } from "hyparquet-writer";

/** A sweep as a Parquet file: a row for each point, a column for each parameter and each measure. Numbers are doubles in the unit that their column's name ends in; what a point has not is null. The file says the units, too, as `unit.<column>` of its metadata. */
export async function sweepParquet({ name, parameters, measures, rows }: Sweep): Promise<Uint8Array> {
  // Hardly any call of the command needs it.
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const columns = [...parameters, ...measures];
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: columns.map(({ key }) =>
        columnOf(
          key,
          rows.map((row) => row[key] ?? null),
        ),
      ),
      createdBy: `astra-ts ${version}`,
      kvMetadata: [
        { key: "name", value: name },
        ...columns.map(({ key, unit }) => ({ key: `unit.${key}`, value: unit })),
      ],
    }),
  );
}

function columnOf(name: string, cells: readonly Cell[]): ColumnSource {
  return cells.some((cell) => typeof cell === "string")
    ? { name, type: "STRING", data: cells.map((cell) => (cell === null ? null : String(cell))) }
    : { name, type: "DOUBLE", data: [...cells] };
}

// Measures all patterns and writes the tables of docs/packet-network.md. Takes a few minutes.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { tables, withTables } from "./table.ts";

const page = fileURLToPath(new URL("../../docs/packet-network.md", import.meta.url));
const text = await tables((row) => console.log(row));
writeFileSync(page, withTables(readFileSync(page, "utf8"), text));

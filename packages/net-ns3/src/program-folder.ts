import { fileURLToPath } from "node:url";

/** The C++ program's sources, beside `src` and `dist` in this package. */
export const programFolder = fileURLToPath(new URL("../program", import.meta.url));

import { BookSimConfiguration } from "./configuration.js";
import { parseConfiguration } from "./parse.js";

/** Reads BookSim's own configuration text, whose parameters have BookSim's defaults. Throws FILE_SYNTAX, UNKNOWN_KEY or UNSUPPORTED, with file and line. */
export function readBookSimConfiguration(text: string, file?: string): BookSimConfiguration {
  const configuration = new BookSimConfiguration();
  for (const { name, value, line } of parseConfiguration(text, file))
    configuration.assign(name, value, { file, line });
  return configuration;
}

import { broken, type CheckSource } from "./check.js";

/** An entry has a name that can be written on a command line, and one line on what it is. */
export function descriptionCheck(
  subject: string,
  { name, description }: { readonly name: string; readonly description: string },
  pattern: RegExp,
): CheckSource {
  return {
    name: "has a name that can be typed, and one line of description",
    run() {
      if (!pattern.test(name)) throw broken(subject, "has a name of another form", name, String(pattern));
      if (description.trim() === "" || description.includes("\n"))
        throw broken(subject, "is not described in one line", description);
    },
  };
}

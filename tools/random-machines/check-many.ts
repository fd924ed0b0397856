// `npm run random-machines [count] [first]`: tries the promises of claims.ts on many machines.
import process from "node:process";
import { problemsOf } from "./claims.ts";

const [count = 20_000, first = 0] = process.argv.slice(2).map(Number);
let wrong = 0;
for (let seed = first; seed < first + count; seed++) {
  for (const problem of await problemsOf(seed)) {
    console.log(problem);
    wrong++;
  }
}
console.log(`${count} machines, ${wrong} problems`);
process.exit(wrong === 0 ? 0 : 1);

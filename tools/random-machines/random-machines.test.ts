import { expect, it } from "vitest";
import { problemsOf } from "./claims.ts";

it("a thousand random machines keep their promises", { timeout: 240_000 }, async () => {
  const problems: string[] = [];
  for (let seed = 0; seed < 1000; seed++) problems.push(...(await problemsOf(seed)));
  expect(problems).toEqual([]);
});

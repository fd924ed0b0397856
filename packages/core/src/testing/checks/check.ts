import { AstraError } from "../../errors/astra-error.js";

/** One check of a conformance suite. `run` throws, or rejects, where the contract is broken. */
export interface ConformanceCheck {
  readonly name: string;
  /** Throws, or rejects, where the contract is broken. */
  run(): void | Promise<void>;
}

/** A check that does not apply, and why. */
export interface LeftOutCheck {
  readonly name: string;
  readonly reason: string;
}

/** The checks for one plugin entry, in any test runner: `for (const { name, run } of suite.checks) it(name, run)`. */
export interface ConformanceSuite {
  /** What is checked: `network backend "loggp"`. */
  readonly subject: string;
  readonly checks: readonly ConformanceCheck[];
  /** Checks that the entry's own declarations rule out, each with its reason. */
  readonly leftOut: readonly LeftOutCheck[];
}

/** A check as its author writes it. */
export interface CheckSource {
  readonly name: string;
  /** The declaration that it proves, as the entry spells it: `contention`, `kinds: all-reduce`. */
  readonly proves?: string;
  /** Why it does not apply; undefined where it does. */
  readonly leftOut?: string | undefined;
  run(): void;
}

/**
 * A suite that also checks itself: its last check fails for a declaration that no other check proves, so that nothing can be declared that nobody looked at.
 * Each check runs once, however often it is asked to.
 */
export function suiteOf(
  subject: string,
  declared: readonly string[],
  sources: readonly CheckSource[],
): ConformanceSuite {
  const applying = sources.filter(({ leftOut }) => leftOut === undefined).map(once);
  return {
    subject,
    checks: [
      ...applying.map(({ name, run }) => ({ name, run })),
      {
        name: "every declaration is proved by a check",
        run() {
          for (const declaration of declared) {
            const proofs = applying.filter(({ proves }) => proves === declaration);
            if (proofs.length === 0)
              throw broken(
                subject,
                "declares what no check knows",
                declaration,
                "a declaration of its contract",
              );
            for (const proof of proofs) proof.run();
          }
        },
      },
    ],
    leftOut: sources.flatMap(({ name, leftOut }) =>
      leftOut === undefined ? [] : [{ name, reason: leftOut }],
    ),
  };
}

function once(source: CheckSource): CheckSource {
  let outcome: { readonly error?: unknown } | undefined;
  return {
    ...source,
    run() {
      if (outcome === undefined) {
        try {
          source.run();
          outcome = {};
        } catch (error) {
          outcome = { error };
        }
      }
      if ("error" in outcome) throw outcome.error;
    },
  };
}

/** The error of a check that has failed. */
export function broken(subject: string, problem: string, found?: unknown, expected?: string): AstraError {
  return new AstraError("CONTRACT_BROKEN", { problem: `${subject} ${problem}`, found, expected });
}

import { LogicEngine } from 'json-logic-engine';
import { RefusalError } from '../foundation/result.ts';

/** What a condition is evaluated over: every fact that it may name, with null for what is not known. */
export type Facts = Readonly<Record<string, unknown>>;

type Compiled = { readonly run: (facts: Facts) => unknown; readonly roots: readonly string[] };

const engine = new LogicEngine();
const compiled = new WeakMap<object, Compiled>();
const iterators = new Set(['map', 'filter', 'reduce', 'all', 'none', 'some', 'each']);

/**
 * Whether a condition (JsonLogic, https://jsonlogic.com) holds over the facts. An absent condition holds. A fact that
 * the condition names and the facts lack is an error, not a null that compares as zero: a rule with a spelling mistake
 * must not fire or fall silent unseen. Throws a {@link RefusalError} (422).
 */
export function holds(condition: unknown, facts: Facts): boolean {
  return condition === undefined || Boolean(engine.truthy(evaluate(condition, facts)));
}

/** The value of a JsonLogic expression over the facts; as {@link holds}. */
export function evaluate(expression: unknown, facts: Facts): unknown {
  if (typeof expression !== 'object' || expression === null) return expression;
  const { run, roots } = compile(expression);
  const missing = roots.find((root) => !Object.hasOwn(facts, root));
  if (missing !== undefined)
    throw invalid(
      expression,
      `names the fact ${missing}, but the facts are ${Object.keys(facts).sort().join(', ')}`,
    );
  try {
    return run(facts);
  } catch (error) {
    throw invalid(expression, `cannot be evaluated: ${textOf(error)}`);
  }
}

/** The facts that a condition names, or why it is no condition. For checking data when it is loaded. */
export function factsNamedBy(condition: unknown): readonly string[] {
  return typeof condition === 'object' && condition !== null ? compile(condition).roots : [];
}

function compile(expression: object): Compiled {
  let known = compiled.get(expression);
  if (known === undefined) {
    try {
      known = { run: engine.build(expression) as Compiled['run'], roots: [...rootsOf(expression)] };
    } catch (error) {
      throw invalid(expression, `is not JsonLogic: ${textOf(error)}`);
    }
    compiled.set(expression, known);
  }
  return known;
}

/** First segments of all variables that have no default; inside an iterator only its list looks at the facts. */
function rootsOf(expression: unknown, roots = new Set<string>()): Set<string> {
  if (Array.isArray(expression)) for (const part of expression) rootsOf(part, roots);
  else if (typeof expression === 'object' && expression !== null)
    for (const [operator, operand] of Object.entries(expression)) {
      if (operator === 'var' || operator === 'val') addRoot(operand, roots);
      else if (iterators.has(operator) && Array.isArray(operand)) rootsOf(operand[0], roots);
      else rootsOf(operand, roots);
    }
  return roots;
}

function addRoot(operand: unknown, roots: Set<string>): void {
  const path = Array.isArray(operand) ? (operand.length === 1 ? operand[0] : undefined) : operand;
  if (typeof path === 'string' && path !== '') roots.add(path.split('.')[0] as string);
}

function invalid(expression: unknown, why: string): RefusalError {
  return new RefusalError({
    status: 422,
    code: 'INVALID_CONDITION',
    message: `The condition ${JSON.stringify(expression)} ${why}.`,
  });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : JSON.stringify(error);
}

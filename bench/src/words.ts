import { parseArgs } from 'node:util';

/** A mistake of the person at the terminal, told in one line. */
export class UsageError extends Error {}

/** What a person asked for. */
export type Words = {
  readonly name: string;
  readonly json: string | undefined;
  readonly seed: number | undefined;
  readonly quick: boolean;
};

/** Reads `NAME [--json FILE] [--seed S] [--quick]`. Throws a {@link UsageError} that lists the names. */
export function readWords(
  words: readonly string[],
  known: readonly { readonly name: string; readonly about: string }[],
): Words {
  const list = known.map(({ name, about }) => `  ${name.padEnd(16)}${about}`).join('\n');
  const { values, positionals } = parsed(words, list);
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) throw new UsageError(`give one name:\n${list}`);
  if (!known.some((each) => each.name === name)) throw new UsageError(`there is no '${name}':\n${list}`);
  const seed = values.seed === undefined ? undefined : Number(values.seed);
  if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32))
    throw new UsageError(`--seed ${values.seed} is no whole number from 0 to 4294967295`);
  return { name, json: values.json, seed, quick: values.quick };
}

function parsed(words: readonly string[], list: string) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        json: { type: 'string' },
        seed: { type: 'string' },
        quick: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${list}`);
  }
}

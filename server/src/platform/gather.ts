/** One call that waits for its batch. */
type Waiting<Item, Answer> = {
  readonly item: Item;
  readonly answer: (value: Answer) => void;
  readonly fail: (error: unknown) => void;
};

/**
 * Turns single calls into batches: those that come while a batch of their group is under way make the next one, at most
 * `most` at once. A lone call waits for nobody. `work` answers for each item, in order; when it throws, each call of the
 * batch fails with its error.
 */
export function gather<Item, Answer>(
  most: number,
  work: (group: string, items: readonly Item[]) => Promise<readonly Answer[]>,
): (group: string, item: Item) => Promise<Answer> {
  const lines = new Map<string, Waiting<Item, Answer>[]>();

  async function serve(group: string, line: Waiting<Item, Answer>[]): Promise<void> {
    // Whoever was answered at the same moment asks again at the same moment: one turn lets them all in.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (line.length > 0) await serveBatch(group, line.splice(0, most));
    lines.delete(group);
  }

  async function serveBatch(group: string, batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const items = batch.map(({ item }) => item);
      const answers = await work(group, items);
      if (answers.length !== items.length)
        throw new Error(`${items.length} asked and ${answers.length} answers`);
      for (const [index, { answer }] of batch.entries()) answer(answers[index] as Answer);
    } catch (error) {
      for (const { fail } of batch) fail(error);
    }
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  return (group, item) =>
    new Promise((answer, fail) => {
      const waiting = { item, answer, fail };
      const line = lines.get(group);
      if (line !== undefined) line.push(waiting);
      else {
        const fresh = [waiting];
        lines.set(group, fresh);
        void serve(group, fresh);
      }
    });
}

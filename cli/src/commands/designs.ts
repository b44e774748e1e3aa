import type { DesignComment, ServiceDesign } from '@turnup/contract';
import type { Command } from 'commander';
import { contextOf, idOf, readJson } from '../context.ts';
import { designText } from '../render/design.ts';
import { table } from '../render/table.ts';

const designs = '/turnup/v1/serviceDesign';

/** A design in a list. */
type Brief = Pick<ServiceDesign, 'number' | 'version' | 'mode' | 'state' | 'updatedAt'> & {
  readonly customer?: string;
};

/** One thing that two versions say otherwise. */
type Said = { readonly path: string; readonly before: string | null; readonly after: string | null };

/** Design solutions and what is decided on them. */
export function addDesignCommands(program: Command): void {
  const design = program.command('design').description('design solutions');
  design
    .command('list')
    .description('designs, newest first')
    .option('--state <state>', 'draft, inReview, approved, rejected or superseded')
    .action(async (options: { state?: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const query = options.state === undefined ? '' : `&state=${options.state}`;
      print(await call('GET', `${designs}?limit=50${query}`), (rows: Brief[]) =>
        table(
          ['number', 'version', 'mode', 'state', 'customer', 'changed'],
          rows.map((row) => [
            row.number,
            row.version,
            row.mode,
            row.state,
            row.customer ?? '',
            row.updatedAt,
          ]),
        ),
      );
    });
  design
    .command('show <design>')
    .description('one design with its alternatives, by its number or id')
    .action(async (which: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', `${designs}/${await idOf(call, designs, which, 'design')}`), designText);
    });
  design
    .command('choose <design> <alternative>')
    .description('choose an alternative')
    .action(async (which: string, alternative: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, designs, which, 'design');
      print(await call('POST', `${designs}/${id}/choose`, { alternative }), designText);
    });
  design
    .command('recompose <design>')
    .description('compose a design anew from the facts as they stand')
    .action(async (which: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, designs, which, 'design');
      print(await call('POST', `${designs}/${id}/recompose`, {}), designText);
    });
  design
    .command('submit <design>')
    .description('put a design before somebody else')
    .action(async (which: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, designs, which, 'design');
      print(await call('POST', `${designs}/${id}/submit`), designText);
    });
  design
    .command('edit-plan <design> <file>')
    .description('edit the implementation plan: a JSON file with reason and changes')
    .action(async (which: string, file: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, designs, which, 'design');
      print(await call('POST', `${designs}/${id}/planEdit`, await readJson(file)), designText);
    });
  design
    .command('undo-plan <design>')
    .description('take back the last edit of the implementation plan')
    .requiredOption('--reason <text>', 'why')
    .action(async (which: string, options: { reason: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, designs, which, 'design');
      print(await call('POST', `${designs}/${id}/planEdit/undo`, { reason: options.reason }), designText);
    });
  design
    .command('difference <design> <from> <to>')
    .description('what one version says otherwise than another')
    .action(async (which: string, from: string, to: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, designs, which, 'design');
      const query = `from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`;
      print(await call('GET', `${designs}/${id}/difference?${query}`), (rows: Said[]) =>
        table(
          ['place', 'before', 'after'],
          rows.map((row) => [row.path, row.before ?? '', row.after ?? '']),
        ),
      );
    });
  design
    .command('approve <design>')
    .description('approve a design that somebody else made')
    .option('--waive <gates>', 'open gates that you take on, by commas')
    .option('--reason <text>', 'why')
    .action(async (which: string, options: { waive?: string; reason?: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, designs, which, 'design');
      const decision = {
        ...(options.waive === undefined ? {} : { waivers: options.waive.split(',') }),
        ...(options.reason === undefined ? {} : { reason: options.reason }),
      };
      print(await call('POST', `${designs}/${id}/approve`, decision), designText);
    });
  design
    .command('reject <design>')
    .description('send a design back with the reason')
    .requiredOption('--reason <text>')
    .action(async (which: string, decision: { reason: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, designs, which, 'design');
      print(await call('POST', `${designs}/${id}/reject`, { reason: decision.reason }), designText);
    });
  design
    .command('comments <design>')
    .description('what was remarked on a design')
    .action(async (which: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, designs, which, 'design');
      print(await call('GET', `${designs}/${id}/comment`), (rows: DesignComment[]) => commentTable(rows));
    });
  design
    .command('comment <design> <text>')
    .description('remark something on the present version')
    .option('--part <part>', 'what it is about, such as plan or business')
    .action(async (which: string, text: string, options: { part?: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, designs, which, 'design');
      const body = { text, ...(options.part === undefined ? {} : { part: options.part }) };
      print(await call('POST', `${designs}/${id}/comment`, body), (comment: DesignComment) =>
        commentTable([comment]),
      );
    });
  for (const verb of ['settle', 'reopen'] as const)
    design
      .command(`${verb} <design> <comment>`)
      .description(
        verb === 'settle' ? 'a remark, by its id, is dealt with' : 'a remark is not dealt with after all',
      )
      .action(async (which: string, comment: string, _options: unknown, command: Command) => {
        const { call, print } = await contextOf(command);
        const id = await idOf(call, designs, which, 'design');
        const path = `${designs}/${id}/comment/${encodeURIComponent(comment)}/${verb}`;
        print(await call('POST', path), (after: DesignComment) => commentTable([after]));
      });
}

/** Remarks, one a line. */
function commentTable(comments: readonly DesignComment[]): string {
  if (comments.length === 0) return 'nobody has remarked anything';
  return table(
    ['id', 'at', 'by', 'version', 'part', 'settled by', 'text'],
    comments.map((one) => [
      one.id,
      one.writtenAt,
      one.author,
      one.version,
      one.part ?? '',
      one.settledBy ?? '',
      one.text,
    ]),
  );
}

/** One message of a stream of server-sent events. */
export type StreamMessage = { readonly id?: string; readonly event: string; readonly data: string };

/**
 * Splits text of a stream (WHATWG HTML 9.2.6) into messages; answers what is left unfinished. Comments keep the
 * connection open and are no messages.
 */
export function parseStream(text: string): { readonly messages: StreamMessage[]; readonly rest: string } {
  const blocks = text.replaceAll('\r\n', '\n').split('\n\n');
  const rest = blocks.pop() ?? '';
  return { messages: blocks.flatMap(messageOf), rest };
}

function messageOf(block: string): StreamMessage[] {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const [, name, value] = /^([a-z]+):\s?(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    fields.set(name, name === 'data' && fields.has('data') ? `${fields.get('data')}\n${value}` : value);
  }
  const data = fields.get('data');
  if (data === undefined) return [];
  const id = fields.get('id');
  return [{ event: fields.get('event') ?? 'message', data, ...(id === undefined ? {} : { id }) }];
}

import { getFile } from './client.ts';
import { type Query, withQuery } from './page.ts';

export type DocumentFormat = 'html' | 'pdf';

/** Opens a document that the server renders in a window of its own. */
export async function openDocument(
  path: string,
  query: Query & { readonly format: DocumentFormat },
): Promise<void> {
  const file = await getFile(withQuery(path, query));
  const address = URL.createObjectURL(file);
  window.open(address, '_blank', 'noopener');
  // The window has read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

import { type Catalog, CatalogMemory, textPolicy } from './catalog/index.ts';
import {
  type CalendarBook,
  calendarBook,
  calendarNamed,
  type WorkingCalendar,
} from './foundation/calendar.ts';
import { NetworkMemory, type NetworkSnapshot } from './network/index.ts';
import type { Database, Sql } from './platform/database.ts';

/** What a node keeps in memory of every tenant, each as of the stored version at the time it is asked. */
export type Memories = {
  readonly catalog: (sql: Sql, tenant: string) => Promise<Catalog>;
  readonly calendars: (sql: Sql, tenant: string) => Promise<CalendarBook>;
  readonly operatorCalendar: (sql: Sql, tenant: string) => Promise<WorkingCalendar>;
  readonly network: (sql: Sql, tenant: string) => Promise<NetworkSnapshot>;
};

/** Opens the memories of a node. `close` ends the threads that keep them. */
export function openMemories(options: { readonly database: Database; readonly databaseUrl: string }): {
  readonly memories: Memories;
  close(): Promise<void>;
} {
  const catalogs = new CatalogMemory();
  const networks = new NetworkMemory({ database: options.database, url: options.databaseUrl });
  const books = new WeakMap<Catalog, CalendarBook>();
  const calendars = async (sql: Sql, tenant: string): Promise<CalendarBook> => {
    const catalog = await catalogs.of(sql, tenant);
    const book = books.get(catalog) ?? calendarBook([...catalog.of('calendar').values()]);
    books.set(catalog, book);
    return book;
  };
  const memories: Memories = {
    catalog: (sql, tenant) => catalogs.of(sql, tenant),
    calendars,
    async operatorCalendar(sql, tenant) {
      const code = textPolicy(await catalogs.of(sql, tenant), 'operatorCalendar', '');
      return calendarNamed(await calendars(sql, tenant), code);
    },
    network: (sql, tenant) => networks.of(sql, tenant),
  };
  return { memories, close: () => networks.close() };
}

export { StartupError } from '../startup-error.ts';
export { type EmbeddedPostgres, type PostgresOptions, startPostgres } from './start.ts';

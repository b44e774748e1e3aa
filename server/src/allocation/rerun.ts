/**
 * Another transaction came between what was read and what was to be written, and nothing of this one stands. Carries
 * the SQLSTATE of a serialisation failure, so that `Database.transaction` runs the work again.
 */
export class Rerun extends Error {
  readonly code = '40001';
  constructor(message: string) {
    super(message);
    this.name = 'Rerun';
  }
}

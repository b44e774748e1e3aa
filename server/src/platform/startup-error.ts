/**
 * Why the system cannot start, in one line for the person at the terminal: what is wrong, where, and what to do.
 * The composition root prints the message alone, without a stack.
 */
export class StartupError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartupError';
  }
}

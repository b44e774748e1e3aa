/** Why a command cannot start, in one line for the person at the terminal. */
export class Fault extends Error {}

// What e_sb.mjs needs: the shape of an order, a pool, and a way to wait for an order's end.
import pg from 'pg';

/** Predecessors of each step. */
export const DEPS = (shape) =>
  shape === 'chain'
    ? Array.from({ length: 10 }, (_, step) => (step > 0 ? [step - 1] : []))
    : [[], [0], [0], [0], [1], [2], [3], [4, 5, 6], [4, 5, 6], [7, 8]];

/** Successors of each step. */
export const SUCC = (shape) => {
  const before = DEPS(shape);
  return before.map((_, step) => before.flatMap((steps, next) => (steps.includes(step) ? [next] : [])));
};

const waiting = new Map();
export const waitFor = (order) => new Promise((resolve) => waiting.set(order, resolve));
export const done = (order) => {
  const resolve = waiting.get(order);
  waiting.delete(order);
  resolve?.();
};

let url;
export const connectTo = (database) => {
  url = database;
};
export const pool = (_database, max = 10) => new pg.Pool({ connectionString: url, max });

/** The engine's priority of the plan of an order: of an order 2 is usual and 0 the highest (TMF641). */
export const planPriority = (priority: number): number => 2 - priority;

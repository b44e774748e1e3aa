/** A kind of equipment that gives a link capacity. */
export type CapacityModule = { readonly capacity: number; readonly cost: number };

/** A link that may be equipped. */
export type DesignLink = {
  readonly a: number;
  readonly b: number;
  /** Capacity that is there already; its cost is sunk. */
  readonly preinstalled: number;
  /** Cost of one unit of flow. */
  readonly routingCost: number;
  readonly modules: readonly CapacityModule[];
};

/**
 * Capacity design: which modules on which links carry all demands at least cost. Demands may be split. On `shared` links
 * both directions use one capacity, else each has it for itself; with `oneModule` a link takes at most one module, else
 * any number of each.
 */
export type CapacityProblem = {
  readonly vertexCount: number;
  readonly links: readonly DesignLink[];
  readonly demands: readonly { readonly source: number; readonly target: number; readonly amount: number }[];
  readonly shared: boolean;
  readonly oneModule: boolean;
};

/** Number of modules per link and kind. */
export type Equipment = readonly (readonly number[])[];

/** A design with the lower bound that certifies how good it is. */
export type CapacityDesign = {
  readonly cost: number;
  readonly equipment: Equipment;
  readonly lowerBound: number;
};

/** What it costs to reach a capacity on a link: steps of rising capacity and cost, none of them useless. */
export type Steps = {
  readonly capacity: readonly number[];
  readonly cost: readonly number[];
  readonly modules: readonly (readonly number[])[];
};

/** The steps of a link up to a capacity, or up to what its modules reach. */
export function stepsOf(link: DesignLink, most: number, oneModule: boolean): Steps {
  const none = link.modules.map(() => 0);
  const found = [{ capacity: link.preinstalled, cost: 0, modules: none }];
  if (oneModule) {
    for (const [index, module] of link.modules.entries()) {
      const modules = none.map((count, kind) => (kind === index ? 1 : count));
      found.push({ capacity: link.preinstalled + module.capacity, cost: module.cost, modules });
    }
    return useful(found);
  }
  for (let from = 0; from < found.length && found.length < 4_000; from++) {
    const step = found[from] as (typeof found)[number];
    if (step.capacity >= most) continue;
    // In the order of the kinds, so that every combination comes about once.
    const last = step.modules.findLastIndex((count) => count > 0);
    for (let kind = Math.max(0, last); kind < link.modules.length; kind++) {
      const module = link.modules[kind] as CapacityModule;
      if (module.capacity <= 0) continue;
      found.push({
        capacity: step.capacity + module.capacity,
        cost: step.cost + module.cost,
        modules: step.modules.map((count, index) => (index === kind ? count + 1 : count)),
      });
    }
  }
  return useful(found);
}

function useful(steps: { capacity: number; cost: number; modules: readonly number[] }[]): Steps {
  const sorted = steps.toSorted((a, b) => a.cost - b.cost || b.capacity - a.capacity);
  const kept: typeof steps = [];
  for (const step of sorted) {
    if (step.capacity > (kept[kept.length - 1]?.capacity ?? Number.NEGATIVE_INFINITY)) kept.push(step);
  }
  return {
    capacity: kept.map((step) => step.capacity),
    cost: kept.map((step) => step.cost),
    modules: kept.map((step) => step.modules),
  };
}

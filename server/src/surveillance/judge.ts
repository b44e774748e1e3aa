import type { Finding, Found, Told, WatchedLink } from './types.ts';

/**
 * What a look found. A link is bad when an end says so, and whole when an end says so and none objects. A device that does
 * not answer is dead when every link whose other end could be asked is bad; these are then bad for its sake. A device that
 * merely does not answer has a quiet management network, and nothing is concluded of it. It is whole when it answers and
 * no link of it is bad. Pure.
 */
export function judge(
  links: readonly WatchedLink[],
  told: ReadonlyMap<string, Told>,
  asked: ReadonlySet<string>,
): Found {
  const bad = new Map<string, Finding>();
  const good = new Set<string>();
  for (const link of links) {
    const views = link.ends.flatMap((end) => {
      const condition = told.get(end.node)?.ports.get(end.port);
      return condition === undefined ? [] : [{ ...condition, at: `${end.node}/${end.port}` }];
    });
    const objections = views.filter(({ passes }) => !passes);
    if (objections.length > 0)
      bad.set(link.name, {
        name: link.name,
        kind: 'link',
        reason: objections.map(({ at, words }) => `${at}: ${words}`).join('; '),
        covers: [],
      });
    else if (views.length > 0) good.add(link.name);
  }
  const dead = [...asked].flatMap((device) => deadDevice(device, links, told, bad));
  for (const device of dead) for (const link of device.covers) bad.delete(link);
  const struck = new Set(
    links.flatMap(({ name, ends }) => (bad.has(name) ? ends.map(({ node }) => node) : [])),
  );
  for (const device of asked) if (told.has(device) && !struck.has(device)) good.add(device);
  return { bad: [...bad.values(), ...dead], good };
}

function deadDevice(
  device: string,
  links: readonly WatchedLink[],
  told: ReadonlyMap<string, Told>,
  bad: ReadonlyMap<string, Finding>,
): Finding[] {
  if (told.has(device)) return [];
  const own = links.filter(({ ends }) => ends.some(({ node }) => node === device));
  const seen = own.filter(({ ends }) => ends.some(({ node, port }) => told.get(node)?.ports.has(port)));
  if (seen.length === 0 || seen.some(({ name }) => !bad.has(name))) return [];
  const covers = seen.map(({ name }) => name);
  return [
    {
      name: device,
      kind: 'node',
      reason: `does not answer, and nothing comes over ${covers.join(', ')}`,
      covers,
    },
  ];
}

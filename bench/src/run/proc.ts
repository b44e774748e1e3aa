import { readdirSync, readFileSync } from 'node:fs';

/** What Linux tells of one process in /proc/PID/stat. */
export type ProcessStat = {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** A zombie has ended and waits for its parent to notice. */
  readonly zombie: boolean;
  /** Time on a processor, and that of its children that have ended. */
  readonly cpuMs: number;
  readonly endedChildrenCpuMs: number;
  /** Clock ticks since boot: tells one process from the next of the same number. */
  readonly startTicks: number;
};

const tickMs = 10;

/** Parses a line of /proc/PID/stat. The command, in parentheses, may hold anything. */
export function parseStat(text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    pid: Number.parseInt(text, 10),
    parent: field(4),
    group: field(5),
    session: field(6),
    zombie: fields[0] === 'Z',
    cpuMs: (field(14) + field(15)) * tickMs,
    endedChildrenCpuMs: (field(16) + field(17)) * tickMs,
    startTicks: field(22),
  };
}

/** One process, or undefined when it has ended. */
export function statOf(pid: number): ProcessStat | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** All processes of the machine that can be seen. */
export function allProcesses(): readonly ProcessStat[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (statOf(Number(name)) ?? []) : []));
}

/** A process and all below it. */
export function treeOf(
  root: number,
  processes: readonly ProcessStat[] = allProcesses(),
): readonly ProcessStat[] {
  const children = Map.groupBy(processes, (each) => each.parent);
  const found = processes.filter((each) => each.pid === root);
  for (const each of found) found.push(...(children.get(each.pid) ?? []));
  return found;
}

/** Processor time of a process and its children, living and ended. */
export function treeCpuMs(root: number): number {
  return treeOf(root).reduce(
    (sum, each) => sum + each.cpuMs + (each.pid === root ? each.endedChildrenCpuMs : 0),
    0,
  );
}

function residentMb(pid: number): number {
  try {
    const match = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(match?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
}

/**
 * Memory of a process tree in MB, with pages that several share counted once among them (PSS): PostgreSQL's processes
 * share their buffers.
 */
export function treeMemoryMb(root: number): number {
  return treeOf(root).reduce((sum, each) => sum + memoryMb(each.pid), 0);
}

/** Memory of one process in MB; pages that it shares count in part (PSS). 0 when it has ended. */
export function memoryMb(pid: number): number {
  try {
    const match = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
    return Number(match?.[1] ?? 0) / 1_024;
  } catch {
    return residentMb(pid);
  }
}

/** The words of a process's command, parted by spaces; empty when it has ended. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** The environment that a process was started with, or undefined when it cannot be read. */
export function environmentOf(pid: number): Readonly<Record<string, string>> | undefined {
  try {
    const words = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return Object.fromEntries(words.filter((word) => word.includes('=')).map((word) => split(word)));
  } catch {
    return undefined;
  }
}

function split(word: string): [string, string] {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
}

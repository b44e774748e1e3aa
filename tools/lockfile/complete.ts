/** The part of package-lock.json (lockfileVersion 3) that matters here. */
export type Lockfile = { readonly packages: Readonly<Record<string, LockedPackage>> };

type LockedPackage = {
  readonly version?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
};

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];
const libraries: Readonly<Record<string, string>> = { gnu: 'glibc', musl: 'musl' };

/**
 * Adds an entry for each optional dependency that has none. Only one whose version is pinned exactly can be added: of
 * a range nobody knows what it would have become. System and processor are read from the name, as all such packages
 * are named, so that npm leaves them aside elsewhere.
 */
export function completeLockfile(lockfile: Lockfile): {
  readonly completed: Lockfile;
  readonly added: readonly string[];
} {
  const missing = Object.entries(lockfile.packages).flatMap(([path, parent]) =>
    Object.entries(parent.optionalDependencies ?? {})
      .filter(([name, version]) => /^\d+\.\d+\.\d+/.test(version) && !isResolved(lockfile, path, name))
      .map(([name, version]) => [`node_modules/${name}`, entryFor(name, version, parent)] as const),
  );
  const { '': root, ...others } = { ...lockfile.packages, ...Object.fromEntries(missing) };
  const sorted = Object.fromEntries(
    Object.entries(others).sort(([left], [right]) => (left < right ? -1 : 1)),
  );
  const packages = root === undefined ? sorted : { '': root, ...sorted };
  return {
    completed: { ...lockfile, packages },
    added: missing.map(([path]) => path.slice('node_modules/'.length)),
  };
}

/** Whether Node would find the package from there: in its own node_modules or one further up. */
function isResolved(lockfile: Lockfile, from: string, name: string): boolean {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in lockfile.packages) return true;
    if (folder === '') return false;
  }
}

function entryFor(name: string, version: string, parent: LockedPackage): LockedPackage {
  const words = name.split(/[/-]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  const libc = words.flatMap((word) => libraries[word] ?? []);
  return {
    version,
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(parent.dev ? { dev: true } : {}),
    ...(parent.devOptional ? { devOptional: true } : {}),
    ...(libc.length > 0 ? { libc } : {}),
    optional: true,
    ...(os.length > 0 ? { os } : {}),
  };
}

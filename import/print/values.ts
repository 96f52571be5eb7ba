import type { BuildPlatform, Builder, Cache, Check, Credentials, Destination, Dockerfile, Image, Source, Tag, Verification } from '../declaration';
import { own } from '../own';
import { Call, Name, quote } from './code';

const PLATFORMS: Readonly<Record<string, string>> = {
  'linux/amd64': 'LINUX_AMD64',
  'linux/arm64': 'LINUX_ARM64',
  'linux/arm/v7': 'LINUX_ARM_V7',
  'linux/arm/v6': 'LINUX_ARM_V6',
  'linux/386': 'LINUX_386',
  'linux/ppc64le': 'LINUX_PPC64LE',
  'linux/s390x': 'LINUX_S390X',
  'linux/riscv64': 'LINUX_RISCV64',
};
const RESERVED = ['project', 'default', 'new', 'class', 'import', 'export', 'function', 'const', 'package', 'static', 'public', 'private', 'enum', 'delete', 'return', 'switch', 'this'];
const REPOSITORY = '${{ github.repository }}';
const OWNER = '${{ github.repository_owner }}';

/** A name for a variable: `web-image` is `webImage`. */
export function variable(id: string): string {
  const camel = id.replace(/[^A-Za-z0-9]+([A-Za-z0-9])?/g, (_, letter: string | undefined) => (letter ?? '').toUpperCase());
  return /^[a-z_]/i.test(camel) && !RESERVED.includes(camel) ? camel : `${camel.replace(/^[^a-z_]+/i, '')}Image`;
}

/** Options without those that say nothing; undefined where none is left. */
function options(given: object | undefined): object[] {
  const entries = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  return entries.length ? [Object.fromEntries(entries)] : [];
}

/** A tag. */
export function tag({ factory, text, options: given }: Tag): Call {
  const known = options(given);
  // its pattern may be left out only where nothing follows
  const argument = text ?? (factory === 'schedule' && known.length ? 'nightly' : undefined);
  return new Call(`ImageTag.${factory}`, [...argument === undefined ? [] : [argument], ...known]);
}

/** A name; undefined where it is the one that the image has anyway. */
export function name(path: string, id?: string): Call | Name | undefined {
  if (path === REPOSITORY) {
    return new Name('ImageName.REPOSITORY');
  }
  if (path.startsWith(`${REPOSITORY}/`)) {
    const rest = path.slice(REPOSITORY.length + 1);
    return rest === id ? undefined : new Call('ImageName.inRepository', [rest]);
  }
  return path.startsWith(`${OWNER}/`) ? new Call('ImageName.inOwner', [path.slice(OWNER.length + 1)]) : new Call('ImageName.of', [path]);
}

/** Credentials; undefined where they are the default. */
export function credentials(given: Credentials | undefined): Call | undefined {
  switch (given?.kind) {
    case 'of':
      return new Call('RegistryCredentials.of', options({ username: given.username, passwordSecret: given.passwordSecret }));
    case 'fromSecrets':
      return new Call('RegistryCredentials.fromSecrets', [{ username: given.username, password: given.password }]);
    case 'fromSteps':
      return new Call('RegistryCredentials.fromSteps', [{
        steps: given.steps,
        username: given.username,
        password: given.password,
        ...given.idToken ? { permissions: { idToken: new Name('JobPermission.WRITE') } } : {},
        ...given.permissions ? { permissions: Object.fromEntries(Object.entries(given.permissions).map(([one, level]) => [one, new Name(`JobPermission.${level.toUpperCase()}`)])) } : {},
      }]);
    default:
      return undefined;
  }
}

/** Credentials for what is pulled, which has no default. */
export function pullCredentials(given: Credentials | undefined): Call | undefined {
  return given?.kind === 'githubToken' ? new Call('RegistryCredentials.githubToken', []) : credentials(given);
}

/** A destination. `named` says whether the image has its name for it already. */
export function destination({ host, path, credentials: login, when, enterprise }: Destination, named: boolean): Call {
  const signIn = credentials(login);
  const known = { name: named ? undefined : name(path), credentials: signIn, when };
  switch (enterprise ?? host) {
    case 'ghcr.io':
      return new Call('ImageDestination.ghcr', options(known));
    case 'docker.pkg.github.com':
      return new Call('ImageDestination.dockerPkg', options(known));
    case 'docker.io':
      // TypeScript wants credentials there; a placeholder shows that they are missing
      return new Call('ImageDestination.dockerHub', [path, signIn ?? new Call('RegistryCredentials.of', [{ passwordSecret: 'REGISTRY_PASSWORD' }]), ...options({ when })]);
    case 'enterpriseServer':
      return new Call('ImageDestination.enterpriseServer', [host.replace(/^containers\./, ''), ...options(known)]);
    case 'enterpriseServerDocker':
      return new Call('ImageDestination.enterpriseServerDocker', [host.replace(/^docker\./, ''), ...options({ ...known, subdomainIsolation: host.startsWith('docker.') ? undefined : false })]);
    case 'enterpriseCloud':
      return new Call('ImageDestination.enterpriseCloud', [host.split('.')[1], ...options(known)]);
    default:
      return new Call('ImageDestination.registry', [path ? `${host}/${path}` : host, ...signIn || when ? [signIn ?? new Name('undefined')] : [], ...options({ when })]);
  }
}

/** All destinations of an image; undefined where they are the default. */
export function destinations(given: readonly Destination[], primary: Destination | undefined): Call[] | undefined {
  const [only] = given;
  const isDefault = given.length === 1 && only.host === 'ghcr.io' && only.path === primary?.path && credentials(only.credentials) === undefined && only.when === undefined;
  return isDefault ? undefined : given.map(one => destination(one, one.path === primary?.path));
}

/** Whether a registry is one of GitHub's, where images have names of their own. */
export function isGithubs({ host, enterprise }: Destination): boolean {
  return host === 'ghcr.io' || host === 'docker.pkg.github.com' || enterprise !== undefined;
}

/** A platform. */
export function platform({ name: text, runner, emulated }: BuildPlatform): Call | Name {
  const known = own(PLATFORMS, text);
  const base = known ? `Platform.${known}` : `Platform.of(${quote(text)})`;
  return emulated ? new Call(`${base}.emulated`, []) : runner ? new Call(`${base}.onRunner`, runner) : new Name(base);
}

/** A check. */
export function check(given: Check): Call {
  if (given.kind === 'command') {
    return new Call('ImageCheck.command', given.words);
  }
  return given.kind === 'script' ? new Call('ImageCheck.script', [given.script]) : new Call('ImageCheck.trivy', options({
    severities: given.severities?.filter(one => /^(UNKNOWN|LOW|MEDIUM|HIGH|CRITICAL)$/.test(one)).map(one => new Name(`TrivySeverity.${one}`)), ignoreUnfixed: given.ignoreUnfixed, ignoreFiles: given.ignoreFiles,
  }));
}

function cache(given: Cache): Call {
  switch (given.kind) {
    case 'of':
      return new Call('BuildCache.of', options({ from: given.from.length ? given.from : undefined, to: given.to.length ? given.to : undefined }));
    case 'inline':
      return new Call('BuildCache.inline', options({ tag: given.tag === 'latest' ? undefined : given.tag }));
    default:
      return new Call(`BuildCache.${given.kind}`, options({ mode: given.min ? new Name('CacheMode.MIN') : undefined }));
  }
}

/** A source; undefined where it is the default. */
export function source(given: Source): Call | undefined {
  switch (given.kind) {
    case 'archive':
      return new Call('ImageSource.fromArchive', [given.path]);
    case 'daemon':
      return new Call('ImageSource.fromDaemon', [given.reference]);
    case 'registry':
      return new Call('ImageSource.fromRegistry', [given.reference, ...options({
        credentials: pullCredentials(given.credentials),
        transfer: given.pullAndPush ? new Name('ImageTransfer.PULL_AND_PUSH') : undefined,
        verify: verification(given.verify),
        referrers: given.referrers,
      })]);
    default: {
      const [known] = options(dockerfile(given.options));
      return known && new Call('ImageSource.fromDockerfile', [known]);
    }
  }
}

function dockerfile(given: Dockerfile): object {
  return {
    ...given,
    baseImages: given.baseImages && Object.fromEntries(Object.entries(given.baseImages).map(([base, image]) => [base, new Name(variable(image))])),
    cache: given.cache && cache(given.cache),
    credentials: given.credentials && Object.fromEntries(Object.entries(given.credentials).map(([host, one]) => [host, pullCredentials(one)])),
    builder: given.builder && builder(given.builder),
  };
}

function builder({ factory = 'dockerContainer', endpoint, credentials: login, ...given }: Builder): Call {
  return new Call(`ImageBuilder.${factory}`, [...endpoint === undefined ? [] : [endpoint], ...options({ ...given, credentials: pullCredentials(login) })]);
}

/** Who must have signed a copy. */
export function verification(given: Verification | undefined): Call | undefined {
  if (given === undefined) {
    return undefined;
  }
  return 'publicKey' in given ? new Call('ImageVerification.cosignKey', [given.publicKey])
    : new Call(`ImageVerification.${'owner' in given || 'repository' in given ? 'attestation' : 'cosign'}`, [given]);
}

/** How an image is signed. */
export function signing(given: Image['sign']): Call | undefined {
  const { keySecret, passwordSecret } = given ?? {};
  return given && (keySecret === undefined ? new Call('ImageSigning.keyless', []) : new Call('ImageSigning.key', [{ keySecret, passwordSecret }]));
}

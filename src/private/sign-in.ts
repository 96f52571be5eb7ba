import type { ImageDestination } from '../image-destination';
import type { RegistryCredentials } from '../registry-credentials';
import { hasExpression } from './expression';
import type { Need } from './permissions';
import { CONFIG, SOURCE_CONFIG, type Step } from './steps';

/** A destination of an image, bound to its name. */
export type BoundDestination = ReturnType<ImageDestination['_bind']>;

/** The full name of an image at a destination. */
export function fullName({ host, path }: BoundDestination): string {
  return `${host}/${path}`;
}

/** A registry, for people. */
export function registryName(host: string): string {
  return hasExpression(host) ? 'the registry' : host;
}

/** A registry that a job signs in to. */
export interface SignIn {
  readonly host: string;
  readonly credentials: RegistryCredentials;
  /** The condition under which the job needs it; always where undefined. */
  readonly condition?: string;
  /** Whether it is kept apart, in a folder of its own: one file holds one sign-in for each host. */
  readonly separate?: boolean;
  /** What the job does there. */
  readonly level: 'read' | 'write';
}

/** The sign-ins that destinations need: one for each registry, and only where one of its destinations is published to. */
export function signInsOf(destinations: readonly BoundDestination[], level: SignIn['level']): SignIn[] {
  return [...new Set(destinations.map(({ host }) => host))].flatMap(host => {
    const there = destinations.filter(destination => destination.host === host);
    const whens = there.flatMap(({ when }) => when ?? []);
    const condition = whens.length < there.length ? undefined : whens.map(when => whens.length > 1 ? `(${when})` : when).join(' || ');
    return there[0].credentials ? [{ host, credentials: there[0].credentials, condition, level }] : [];
  });
}

/** The sign-ins that are not covered by others; those to a host of the others get a folder of their own. */
export function beside(sources: readonly SignIn[], targets: readonly SignIn[]): SignIn[] {
  return sources
    .filter(source => !targets.some(({ host, credentials, condition }) =>
      host === source.host && condition === undefined && sameCredentials(credentials, source.credentials)))
    .map(source => ({ ...source, separate: targets.some(({ host }) => host === source.host) }));
}

/** The sign-ins of a build: it looks for all of them in one place, at any time for what it pulls. */
export function together(sources: readonly SignIn[], targets: readonly SignIn[]): SignIn[] {
  return [
    ...sources.filter(source => !targets.some(({ host }) => host === source.host)),
    ...targets.map(target => sources.some(({ host }) => host === target.host) ? { ...target, condition: undefined } : target),
  ];
}

/**
 * The permissions that sign-ins need.
 * @param push what the job does in a registry that it writes to
 */
export function needsOf(signIns: readonly SignIn[], push: string = 'push to'): Need[] {
  return signIns.flatMap(({ host, credentials, level }): Need[] => {
    const { needs, githubToken } = credentials._bind();
    const reason = level === 'write' ? `${push} ${registryName(host)}` : `pull from ${registryName(host)}`;
    return [...needs, ...githubToken ? [{ permission: 'packages', level, reason }] : []];
  });
}

/** Whether two credentials are the same sign-in. */
export function sameCredentials(one: RegistryCredentials | undefined, other: RegistryCredentials | undefined): boolean {
  const [a, b] = [one?._bind(), other?._bind()];
  return a?.username === b?.username && a?.password === b?.password;
}

/** The steps that sign in to a registry. */
export function signIn({ host, credentials, condition, separate }: SignIn): Step[] {
  const { username, password, secret, steps } = credentials._bind();
  const registry = registryName(host);
  const late = hasExpression(host);
  return [
    ...steps.map(step => condition ? { ...step, if: step.if ? `(${condition}) && (${step.if})` : condition } : step),
    {
      name: separate ? `Sign in to ${registry} as the source` : `Sign in to ${registry}`,
      if: condition,
      shell: 'bash',
      env: { DOCKER_CONFIG: separate ? SOURCE_CONFIG : CONFIG, PASSWORD: password, ...late ? { REGISTRY: host } : {}, USERNAME: username },
      run: [
        // docker would say that it has no TTY
        ...secret ? [`: "\${PASSWORD:?the secret ${secret} is empty or not set for this run}"`] : [],
        // without one docker would sign in to Docker Hub
        ...late ? ['[[ $REGISTRY =~ ^[A-Za-z0-9][A-Za-z0-9.:-]*$ ]] || { echo "::error::\\"$REGISTRY\\" is no host of a registry"; exit 1; }'] : [],
        'errors=$RUNNER_TEMP/errors',
        'for wait in 5 15 0; do',
        `  docker login ${late ? '"$REGISTRY"' : host} --username "$USERNAME" --password-stdin <<<"$PASSWORD" 2>"$errors" && exit`,
        '  cat "$errors" >&2',
        // another try with a wrong password may lock the account
        '  ! grep -qiE \'unauthorized|denied\' "$errors" || break',
        '  sleep "$wait"',
        'done',
        `echo "::error::$(tail -n 1 "$errors")%0A${secret ? `Check the user name and the secret ${secret}, or run` : 'Run'} this job again when ${registry} works."`,
        'exit 1',
      ].join('\n'),
    },
  ];
}

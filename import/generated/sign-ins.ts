import { secretOf } from '../assemble/credentials';
import type { Credentials } from '../declaration';
import { isOfLibrary, nameOf, ownStep, scriptOf, stepsOf, variableOf } from './steps';
import { conjuncts, unwrapped } from './texts';
import { at, entriesOf, textOf, type Node } from '../input/node';

/** A registry that a job signs in to. */
export interface SignIn {
  readonly host: string;
  readonly condition?: string;
  /** Whether it has a folder of its own, since a destination has the same host. */
  readonly apart: boolean;
  readonly credentials: Credentials;
  /** How many steps of the user's fetch them. */
  readonly fetching: number;
}

/**
 * The sign-ins of a job, in order.
 * @param setup how many steps it begins with that fetch nothing
 */
export function signInsOf(job: Node | undefined, setup: number): SignIn[] {
  const steps = stepsOf(job).slice(setup);
  return steps.flatMap((step, index) => isSignIn(step) ? [signInOf(step, fetchedBy(steps.slice(0, index), step), job!)] : []);
}

/** Whether a step signs in to a registry. */
export function isSignIn(step: Node): boolean {
  return isOfLibrary(step) && /^Sign in to /.test(nameOf(step));
}

/** The steps of the user's right before a sign-in that looks at what steps put out. */
function fetchedBy(before: readonly Node[], step: Node): readonly Node[] {
  if (!/\$\{\{.*\bsteps\b/s.test(['USERNAME', 'PASSWORD', 'REGISTRY'].map(name => variableOf(step, name) ?? '').join()) && isStored(step)) {
    return [];
  }
  const own = [...before].reverse().findIndex(one => isOfLibrary(one) || variableOf(one, 'PLATFORMS') !== undefined);
  const near = own < 0 ? before : before.slice(before.length - own);
  const condition = textOf(at(step, 'if'));
  return condition === undefined ? near : near.filter(one => (textOf(at(one, 'if')) ?? '').replace(/^\(/, '').startsWith(condition));
}

/** Whether the password is a stored secret, or the token of the job. */
function isStored(step: Node): boolean {
  return scriptOf(step).includes('${PASSWORD:?') || variableOf(step, 'PASSWORD') === '${{ github.token }}';
}

function signInOf(step: Node, fetching: readonly Node[], job: Node): SignIn {
  const [, shown, apart] = /^Sign in to (.*?)( as the source)?$/.exec(nameOf(step))!;
  const condition = textOf(at(step, 'if'));
  return {
    host: variableOf(step, 'REGISTRY') ?? shown,
    ...condition === undefined ? {} : { condition },
    apart: apart !== undefined,
    credentials: credentialsOf(step, fetching, condition, job),
    fetching: fetching.length,
  };
}

function credentialsOf(step: Node, fetching: readonly Node[], condition: string | undefined, job: Node): Credentials {
  const [username, password] = ['USERNAME', 'PASSWORD'].map(name => variableOf(step, name) ?? '');
  if (fetching.length) {
    const permissions = fetchPermissions(job);
    return {
      kind: 'fromSteps',
      steps: fetching.map(one => withoutCondition(ownStep(one), condition)),
      username,
      password,
      idToken: false,
      ...Object.keys(permissions).length ? { permissions } : {},
    };
  }
  const secret = secretOf(password);
  const user = secretOf(username);
  if (secret === undefined) {
    return { kind: 'githubToken' };
  }
  return user ? { kind: 'fromSecrets', username: user, password: secret } : { kind: 'of', ...username === '${{ github.actor }}' ? {} : { username }, passwordSecret: secret };
}

/** A step without the condition of the sign-in that it is for. */
function withoutCondition(step: { readonly if?: string }, condition: string | undefined): object {
  const { if: own, ...others } = step;
  const rest = condition === undefined || own === undefined ? own : own === condition ? undefined : unwrapped(conjuncts(own).slice(1).join(' && '));
  return rest === undefined ? others : { ...others, if: rest };
}

/** The permissions of a job that fetch credentials. */
function fetchPermissions(job: Node): Record<string, string> {
  return Object.fromEntries(entriesOf(at(job, 'permissions'))
    .filter(([, level]) => level.comment?.includes("fetch the registry's credentials"))
    .map(([name, level]) => [name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()), textOf(level) ?? '']));
}

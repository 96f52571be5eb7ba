import type { Credentials } from '../declaration';
import { TRUE, printExpression } from '../expressions/expression';
import { isLiteral, onlyExpression } from '../expressions/template';
import { single, type Value } from '../expressions/value';
import { at, type Node } from '../input/node';
import type { CloudLogin, Login } from '../job/facts';
import type { Leg } from '../job/leg';
import { oneText } from '../job/texts';
import { PLACES } from '../ledger';
import { idOf, movedStep, stepsUsedBy, textsIn } from './steps';

const GITHUB = ['ghcr.io', 'docker.pkg.github.com'];
/** Where the tools of the clouds sign in. */
const CLOUD_HOSTS: Readonly<Record<CloudLogin['cloud'], RegExp>> = {
  aws: /\.dkr\.ecr\.[\w-]+\.amazonaws\.com$|ecr|AWS/i,
  google: /-docker\.pkg\.dev$|(^|\.)gcr\.io$|pkg\.dev/,
  azure: /\.azurecr\.io$|./,
};

/** The sign-in to the registry of a destination, in the library's words. */
export function credentialsFor(host: string, leg: Leg): Credentials | undefined {
  const login = [...leg.logins].reverse().find(one => hostOf(one) === host);
  if (login) {
    return credentialsOf(login, leg);
  }
  if (GITHUB.includes(host)) {
    return { kind: 'githubToken' };
  }
  const cloud = cloudTelling(host, leg) ?? leg.clouds.find(one => CLOUD_HOSTS[one.cloud].test(host)) ?? (isLiteral(host) ? undefined : leg.clouds[0]);
  return cloud && cloudCredentials(cloud, leg, cloud === cloudTelling(host, leg));
}

/** The sign-in whose output a host is: `${{ steps.ecr.outputs.registry }}`. */
function cloudTelling(host: string, leg: Leg): CloudLogin | undefined {
  const ids = stepsUsedBy(host);
  return leg.clouds.find(({ step }) => step && ids.includes(idOf(step) ?? ''));
}

function hostOf({ host }: Login): string {
  return oneText(host).replace(/^https?:\/\//, '').replace(/\/+(v[12]\/?)?$/, '').replace(/^(registry-1|index|registry\.hub)\.docker\.(io|com)$/, 'docker.io');
}

/** Says what a sign-in of the file is in the library's words. */
export function credentialsOf(login: Login, leg: Leg): Credentials | undefined {
  const password = secretOf(oneText(login.password));
  const username = oneText(anyText(login.username));
  if (password === 'GITHUB_TOKEN') {
    if (!GITHUB.includes(hostOf(login))) {
      leg.ledger.note('unsaid', login.line, `the token of the job is sent to ${hostOf(login)}: only GitHub's registries take it`, PLACES.file);
      return undefined;
    }
    return { kind: 'githubToken' };
  }
  if (password === undefined) {
    const fetched = fetchedCredentials(login, leg);
    if (fetched) {
      return fetched;
    }
    leg.ledger.note('unsaid', login.line, `the password for ${hostOf(login)} is no secret of the repository: it is computed`, '`RegistryCredentials.fromSteps`');
    return undefined;
  }
  const userSecret = secretOf(username);
  if (userSecret) {
    leg.ledger.note('changed', login.line, `the user name is the secret ${userSecret}: GitHub drops job outputs that contain it. Better name it: RegistryCredentials.of({ username: 'acme', passwordSecret: '${password}' })`);
    return { kind: 'fromSecrets', username: userSecret, password };
  }
  return { kind: 'of', ...username === '${{ github.actor }}' || username === '' ? {} : { username }, passwordSecret: password };
}

/** A password that is what a step of the file puts out. */
function fetchedCredentials({ username, password, line }: Login, leg: Leg): Credentials | undefined {
  const texts = { username: oneText(username), password: oneText(password) };
  const all = at(leg.job, 'steps')?.list ?? [];
  const named = stepsUsedBy(texts.username + texts.password).map(id => all.find(step => idOf(step) === id));
  if (!named.length || named.includes(undefined) || !texts.username || named.some(step => leg.publications.some(one => one.step === step))) {
    return undefined;
  }
  const behind = named.flatMap(step => stepsUsedBy(textsIn(step!)).flatMap(id => all.find(one => idOf(one) === id) ?? []));
  const last = Math.max(...named.map(step => all.indexOf(step!)));
  const identities = leg.identities.filter(step => all.indexOf(step) < last);
  const steps = moved([...new Set([...identities, ...behind, ...named as Node[]])].sort((one, other) => all.indexOf(one) - all.indexOf(other)), leg);
  leg.ledger.note('kept', line, 'the sign-in is made by the steps of RegistryCredentials.fromSteps, right before it is used');
  return { kind: 'fromSteps', steps, ...texts, idToken: usesIdToken(steps) };
}

/** Steps of the file that become part of a sign-in. */
function moved(steps: readonly Node[], leg: Leg): object[] {
  return steps.map(step => {
    leg.ledger.take(step);
    leg.fetching.add(step);
    return movedStep(step, leg.root, leg.job, leg.scope);
  });
}

function usesIdToken(steps: readonly object[]): boolean {
  return /id-token|role-to-assume|workload_identity_provider|client-id/.test(JSON.stringify(steps));
}

/** The text that a value has where it has one. */
function anyText(value: Value): Value {
  const texts = value.filter(({ text }) => text !== '');
  return texts.length === 1 ? [{ ...texts[0], when: TRUE }] : value;
}

/** The name of the secret that a text is. */
export function secretOf(text: string): string | undefined {
  const only = isLiteral(text) ? undefined : onlyExpression(text);
  return only && /^secrets\.(\w+)$/.exec(printExpression(only))?.[1];
}

/** A cloud's sign-in, as the steps that fetch a user name and a password, and where `tells` the host too. */
function cloudCredentials({ cloud, steps, registry, step, line }: CloudLogin, leg: Leg, tells: boolean): Credentials {
  const words = { aws: /\baws\b/, google: /google|gcloud/, azure: /azure|\baz / }[cloud];
  const own = moved([...steps.filter(one => words.test(textsIn(one))), ...tells ? [step!] : []], leg);
  const idToken = usesIdToken(own);
  leg.ledger.note('kept', line, `the sign-in of ${cloud} is made by the steps of RegistryCredentials.fromSteps, right before it is used`);
  const credentials = (id: string, username: string, command: string, env?: object): Credentials => ({
    kind: 'fromSteps',
    username,
    password: `\${{ steps.${id}.outputs.password }}`,
    idToken,
    steps: [...own, {
      id,
      name: `Fetch a password of ${cloud}`,
      ...env ? { env } : {},
      run: [`password=$(${command})`, 'echo "::add-mask::$password"', 'echo "password=$password" >>"$GITHUB_OUTPUT"'].join('\n'),
    }],
  });
  switch (cloud) {
    case 'aws':
      return credentials('ecr-password', 'AWS', 'aws ecr get-login-password');
    case 'google':
      return credentials('google-password', 'oauth2accesstoken', 'gcloud auth print-access-token');
    default:
      return credentials(
        'azure-password', '00000000-0000-0000-0000-000000000000',
        'az acr login --name "$REGISTRY" --expose-token --output tsv --query accessToken', { REGISTRY: registry },
      );
  }
}

/** The sign-ins that nothing is pushed to: they may be there to pull. */
export function unusedLogins(leg: Leg, hosts: ReadonlySet<string>): Login[] {
  return leg.logins.filter(login => !hosts.has(hostOf(login)));
}

/** The host of a sign-in, where it is known. */
export function hostOfLogin(login: Login): string | undefined {
  return single(login.host) === undefined ? undefined : hostOf(login);
}

import { AttestWhen } from '../attest-when';
import { hasExpression } from './expression';
import { commonJob, type Job } from './jobs';
import { pinned } from './pins';
import type { PublishedImage } from './published-image';
import { normalized } from './runner-groups';
import { RETRY } from './shell';
import { fullName, needsOf, registryName, signIn, signInsOf, type BoundDestination } from './sign-in';
import { CONFIG, HOME, type Step } from './steps';
import { IN_JOB, showVerification, verifyAttestations } from './verification';

/** A condition of the job for each of the modes. What GitHub does not tell of a repository counts as private. */
const CONDITIONS: Record<AttestWhen, string | undefined> = {
  [AttestWhen.ALWAYS]: undefined,
  [AttestWhen.PUBLIC_REPOSITORY]: "github.event.repository.visibility == 'public'",
};

/** A list of what is in the image, which BuildKit has put into its index. */
interface Bom {
  /** The platform whose list it is; undefined where the image has one. */
  readonly platform?: string;
  /** The file in which the job has it, in its temporary folder. */
  readonly file: string;
}

/** The lists of an image with these platforms. */
function bomsOf(platforms: readonly string[]): Bom[] {
  return platforms.length > 1
    ? platforms.map(normalized).map(platform => ({ platform, file: `sbom-${platform.replace(/\//g, '-')}.json` }))
    : [{ file: 'sbom.json' }];
}

/** The job in which GitHub attests, for each destination, how what was published was made, and where asked for what is in it. */
export function attestJob(image: PublishedImage, when: AttestWhen, sbomOf: readonly string[] | undefined): Job {
  const { id, options, destinations, waitsFor, digest, files } = image;
  const signIns = signInsOf(destinations, 'write');
  const boms = sbomOf ? bomsOf(sbomOf) : [];
  return {
    ...commonJob(options, { name: `Attest ${id}`, conditions: [CONDITIONS[when]], waitsFor, timeoutMinutes: 30 }),
    steps: [
      ...options.setupSteps ?? [],
      ...signIns.flatMap(signIn),
      ...boms.length ? [readBoms(id, destinations[0], digest, boms)] : [],
      ...destinations.flatMap(destination => [
        attest(`Attest the provenance of ${id}`, destination, digest),
        ...boms.map(({ platform, file: bom }) => attest(`Attest the SBOM of ${id}${platform ? ` for ${platform}` : ''}`, destination, digest, bom)),
      ]),
      showVerification('Show how to verify the attestations', verifyAttestations(boms.length > 0, files, IN_JOB), destinations, digest),
    ],
    permissions: [
      { permission: 'id-token', level: 'write', reason: 'attest with the identity of the workflow' },
      { permission: 'attestations', level: 'write', reason: 'keep the attestations at GitHub' },
      ...needsOf(signIns, 'push attestations to'),
    ],
  };
}

/** The step that attests something of the image at one destination. The action spells the name as registries do. */
function attest(what: string, destination: BoundDestination, digest: string, bom?: string): Step {
  return {
    name: `${what} at ${registryName(destination.host)}`,
    if: destination.when,
    uses: pinned('actions/attest'),
    with: {
      'subject-name': fullName(destination),
      'subject-digest': digest,
      'sbom-path': bom && `\${{ runner.temp }}/${bom}`,
      'push-to-registry': true,
      'create-storage-record': false,
    },
    env: { HOME },
  };
}

/** The step that reads the SBOMs which BuildKit has put into the index. */
function readBoms(id: string, destination: BoundDestination, digest: string, boms: readonly Bom[]): Step {
  return {
    name: `Read what BuildKit has found in ${id}`,
    shell: 'bash',
    env: { DOCKER_CONFIG: CONFIG, IMAGE: `${fullName(destination)}@${digest}` },
    run: [
      ...RETRY,
      `read_sbom() { docker buildx imagetools inspect "${hasExpression(fullName(destination)) ? '${IMAGE,,}' : '$IMAGE'}" --format "{{ json $1 }}" >"$RUNNER_TEMP/$2"; }`,
      ...boms.map(({ platform, file }) => `retry read_sbom ${platform ? `'(index .SBOM "${platform}").SPDX'` : '.SBOM.SPDX'} ${file}`),
    ].join('\n'),
  };
}

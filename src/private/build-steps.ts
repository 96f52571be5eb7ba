import type { DockerfileOptions } from '../dockerfile';
import type { ImageBuilder } from '../image-builder';
import type { CachePlan } from './cache-plan';
import { partsLine, quoteField } from './csv';
import { hasExpression } from './expression';
import { EMULATORS, pinned } from './pins';
import { CONFIG, LAYOUT, type Step } from './steps';

/** The runner of a job, as its steps see it: texts, or expressions of its matrix. */
export interface Leg {
  /** A name for artifacts, caches and outputs. */
  readonly leg: string;
  /** The platforms to build, parted by commas; undefined for that of the runner. */
  readonly platforms?: string;
  /** The platforms to emulate, parted by commas; undefined where there are none. */
  readonly emulated?: string;
  /** The condition under which this leg emulates; always where undefined. */
  readonly emulates?: string;
  /** The platforms on which checks run, and the condition under which this leg has them; undefined for that of the runner. */
  readonly checked: ReadonlyArray<{ readonly platform?: string; readonly condition?: string }>;
}

/** A build, as the job that holds it sees it. */
export interface Build {
  readonly leg: Leg;
  readonly source: DockerfileOptions;
  /** A path of the project, relative to the repository. */
  readonly path: (text: string) => string;
  /** Whether the job is signed in somewhere, so that every step must look there. */
  readonly signedIn: boolean;
  /** More named contexts, by name. */
  readonly contexts: Readonly<Record<string, string>>;
  readonly cache: CachePlan;
  readonly builder?: ImageBuilder;
  /** Whether the job may hold secrets. */
  readonly trusted: boolean;
  /** Whether the build makes an index, whose annotations ghcr.io shows. */
  readonly annotatesIndex: boolean;
}

/** The steps that build the image, and leave it as an OCI layout. */
export function buildSteps(build: Build): Step[] {
  const { leg, source, builder } = build;
  const env = build.signedIn ? { DOCKER_CONFIG: CONFIG } : undefined;
  const lists = collect(build);
  const secrets = build.trusted ? Object.entries(source.secrets ?? {}) : [];
  const { inputs = {}, env: builderEnv = {} } = builder?._bind() ?? {};
  const multiline = (texts: readonly string[]) => texts.length ? texts.join('\n') : undefined;
  const buildEnv = { ...env, ...Object.fromEntries(secrets.map(([, secret], index) => [`SECRET_${index + 1}`, `\${{ secrets.${secret} }}`])) };
  const setupEnv = { ...env, ...builderEnv };
  return [
    ...lists.steps,
    ...build.cache.before,
    ...leg.emulated ? [{
      name: 'Set up emulation',
      if: leg.emulates,
      uses: pinned('docker/setup-qemu-action'),
      with: { image: EMULATORS, platforms: leg.emulated },
    }] : [],
    { name: 'Set up BuildKit', uses: pinned('docker/setup-buildx-action'), ...unlessEmpty(inputs), ...unlessEmpty(setupEnv, 'env') },
    {
      name: 'Build the image',
      id: 'build',
      uses: pinned('docker/build-push-action'),
      ...unlessEmpty(buildEnv, 'env'),
      with: {
        'context': build.path(source.context ?? '.'),
        'file': source.dockerfile && build.path(source.dockerfile),
        'target': source.target,
        'platforms': leg.platforms,
        'build-args': multiline(lists.of('buildArgs', 'build-args')),
        'build-contexts': multiline([...lists.of('buildContexts', 'build-contexts'), ...Object.entries(build.contexts).map(([name, context]) => `${name}=${context}`)]),
        'labels': multiline(['${{ steps.metadata.outputs.labels }}', ...lists.of('labels', 'labels')]),
        'annotations': multiline([...build.annotatesIndex ? ['${{ steps.metadata.outputs.annotations }}', ...partedOfIndex(source)] : [], ...lists.of('annotations', 'annotations')]),
        'secret-envs': multiline(secrets.map(([id], index) => `${id}=SECRET_${index + 1}`)),
        'cache-from': multiline(build.cache.from),
        'cache-to': multiline(build.cache.to),
        'pull': source.pull || undefined,
        'no-cache': source.noCache || undefined,
        // said in either case: the action's own default depends on whether the repository is public
        'provenance': source.provenance ? 'mode=max' : false,
        'sbom': source.sbom || undefined,
        'outputs': `type=oci,dest=${LAYOUT},tar=false`,
      },
    },
  ];
}

/** A key of a step, left out where it would be empty. */
function unlessEmpty(values: Readonly<Record<string, string>>, key: 'with' | 'env' = 'with'): object {
  return Object.keys(values).length ? { [key]: values } : {};
}

/** The lists that the action parses line by line, with the names of the variables that hold what only the run knows. */
const LISTS = { buildArgs: 'ARG', buildContexts: 'CONTEXT', labels: 'LABEL', annotations: 'ANNOTATION' } as const;
type List = keyof typeof LISTS;

/** An entry of one of those lists that only the run knows. */
interface RuntimeEntry {
  readonly list: List;
  readonly name: string;
  readonly value: string;
  readonly variable: string;
}

/** The entries of a build that only the run knows. */
export function runtimeEntries({ source, path }: Pick<Build, 'source' | 'path'>): RuntimeEntry[] {
  return (Object.keys(LISTS) as List[]).flatMap(list => Object.entries(source[list] ?? {})
    .filter(([, value]) => hasExpression(value))
    .map(([name, value], index) => ({
      list, name, value: atRoot(list, value, path), variable: `${LISTS[list]}_${index + 1}`,
    })));
}

/**
 * The lines of those lists. Text that only the run knows would be parsed with them: a step of ours quotes it, so that a newline or
 * a quote in it stays what it is. Labels that are known at synth go through docker/metadata-action, but for those that it would part.
 */
function collect(build: Build) {
  const runtime = runtimeEntries(build).map(entry => ({ ...entry, output: entry.list.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`) }));
  const index = build.annotatesIndex ? runtime.filter(({ list }) => list === 'labels' || list === 'annotations') : [];
  const lines = [...runtime, ...index.map(entry => ({ ...entry, name: `index:${entry.name}`, output: 'annotations' }))];
  const outputs = [...new Set(lines.map(({ output }) => output))];
  const steps: Step[] = runtime.length === 0 ? [] : [{
    name: 'Quote what only this run knows',
    id: 'inputs',
    shell: 'bash',
    env: Object.fromEntries(runtime.map(({ variable, value }) => [variable, value])),
    run: [
      'read -r end </proc/sys/kernel/random/uuid',
      'quoted() { printf \'"%s=%s"\\n\' "$1" "${2//\\"/\\"\\"}"; }',
      '{',
      ...outputs.flatMap(output => [
        `  echo "${output}<<$end"`,
        ...lines.filter(one => one.output === output).map(({ name, variable }) => `  quoted ${name} "$${variable}"`),
        '  echo "$end"',
      ]),
      '} >>"$GITHUB_OUTPUT"',
    ].join('\n'),
  }];
  return {
    steps,
    of: (list: List, output: string): string[] => [
      ...Object.entries(build.source[list] ?? {})
        .filter(([, value]) => !hasExpression(value) && (list !== 'labels' || partsLine(value)))
        .map(([name, value]) => quoteField(`${name}=${atRoot(list, value, build.path)}`, /["#\r\n]/)),
      ...outputs.includes(output) ? [`\${{ steps.inputs.outputs.${output} }}`] : [],
    ],
  };
}

/** The annotations of an index that docker/metadata-action would part. */
function partedOfIndex({ labels, annotations }: DockerfileOptions): string[] {
  return Object.entries({ ...labels, ...annotations })
    .filter(([, value]) => !hasExpression(value) && partsLine(value))
    .map(([name, value]) => quoteField(`index:${name}=${value}`, /"/));
}

/** A text of a list; a named context that is a folder of the project, and no image or address, relative to the repository. */
function atRoot(list: List, text: string, path: Build['path']): string {
  return list === 'buildContexts' && !/^[a-z][a-z0-9+.-]*:|^\$\{\{/.test(text) ? path(text) : text;
}

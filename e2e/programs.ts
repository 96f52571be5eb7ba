import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import actions from '../test/actions.json';

/** A program that is made of its source, with Go. */
interface Program {
  readonly package: string;
  readonly version: string;
  /** The variable of its source that tells its version, where others ask for it. */
  readonly versionIn?: string;
}

const cosign = actions['sigstore/cosign-installer'].inputs['cosign-release'].default;

/** What builds, and what the installers of the jobs install, in the version that they do. */
const PROGRAMS = {
  buildkitd: { package: 'github.com/moby/buildkit/cmd/buildkitd', version: 'v0.26.3' },
  // docker/build-push-action leaves out what an unknown version might not take
  buildx: { package: 'github.com/docker/buildx/cmd/buildx', version: 'v0.30.1', versionIn: 'github.com/docker/buildx/version.Version' },
  cosign: { package: `github.com/sigstore/cosign/${cosign.split('.')[0]}/cmd/cosign`, version: cosign },
  oras: { package: 'oras.land/oras/cmd/oras', version: `v${actions['oras-project/setup-oras'].inputs.version.default}` },
} satisfies Record<string, Program>;

export type ProgramName = keyof typeof PROGRAMS;

const cache = join(__dirname, '..', 'node_modules', '.cache', 'e2e');
const names = Object.keys(PROGRAMS) as ProgramName[];

/** Each version of each program has a folder of its own, so that a new one makes no other anew. */
const folderOf = (name: ProgramName) => join(cache, `${name}-${PROGRAMS[name].version}`);

/** The file of a program. */
export const programOf = (name: ProgramName) => join(folderOf(name), name);

/** The version of a program, as its installer calls it. */
export const programVersion = (name: ProgramName) => PROGRAMS[name].version;

/** The programs that are not there yet: without them Go must be, to make them. */
export function missingPrograms(): ProgramName[] {
  return names.filter(name => !existsSync(programOf(name)));
}

/** Makes the programs that are missing: nothing of them can be pulled or downloaded as it is. */
export function installPrograms(): void {
  missingPrograms().forEach(compile);
}

function compile(name: ProgramName): void {
  const { package: path, version, versionIn }: Program = PROGRAMS[name];
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, 'unfinished-'));
  try {
    const go = (...words: string[]) => execFileSync('go', words, {
      cwd: unfinished, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, CGO_ENABLED: '0', GOBIN: unfinished, GOFLAGS: '-trimpath' },
    });
    // within a module of its own: `go install …@version` refuses what has `exclude` in its go.mod
    go('mod', 'init', 'e2e');
    go('get', `${path}@${version}`);
    go('install', ...versionIn ? [`-ldflags=-X=${versionIn}=${version}`] : [], path);
    renameSync(unfinished, folderOf(name));
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

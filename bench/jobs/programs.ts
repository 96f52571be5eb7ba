import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

interface Program {
  readonly package: string;
  readonly version: string;
  readonly tags?: string;
}

/** What images are copied with, besides Docker: made of its source, with Go. */
const PROGRAMS = {
  // the version of GitHub's runners; the tags leave out what needs libraries in C, none of which a copy needs
  skopeo: { package: 'github.com/containers/skopeo/cmd/skopeo', version: 'v1.13.3', tags: 'containers_image_openpgp,exclude_graphdriver_btrfs,exclude_graphdriver_devicemapper' },
  crane: { package: 'github.com/google/go-containerregistry/cmd/crane', version: 'v0.22.1' },
  regctl: { package: 'github.com/regclient/regclient/cmd/regctl', version: 'v0.11.7' },
} satisfies Record<string, Program>;

type Name = keyof typeof PROGRAMS;

const cache = join(__dirname, '..', '..', 'node_modules', '.cache', 'bench');
const programs = Object.keys(PROGRAMS) as Name[];
const folderOf = (name: Name) => join(cache, `${name}-${PROGRAMS[name].version}`);

/** Lets whatever runs from now on find them, jobs included, before those that the machine has. */
export function usePrograms(): void {
  process.env.PATH = [...programs.map(folderOf), process.env.PATH].join(':');
}

/** Each program with its version. */
export const PROGRAM_VERSIONS = Object.fromEntries(programs.map(name => [name, PROGRAMS[name].version.slice(1)]));

/** Makes the programs that are missing. */
export function installPrograms(): void {
  for (const name of programs.filter(program => !existsSync(join(folderOf(program), program)))) {
    mkdirSync(cache, { recursive: true });
    const unfinished = mkdtempSync(join(cache, 'unfinished-'));
    try {
      const { package: path, version, tags = '' }: Program = PROGRAMS[name];
      const env = { ...process.env, CGO_ENABLED: '0', GOBIN: unfinished, GOFLAGS: '-trimpath' };
      const go = (...words: string[]) => execFileSync('go', words, { cwd: unfinished, stdio: ['ignore', 'ignore', 'pipe'], env });
      // within a module of its own: `go install …@version` refuses what has `exclude` or `replace` in its go.mod
      go('mod', 'init', 'bench');
      go('get', `${path}@${version}`);
      go('install', `-tags=${tags}`, path);
      renameSync(unfinished, folderOf(name));
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
}

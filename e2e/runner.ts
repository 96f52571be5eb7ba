import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programOf } from './programs';
import type { SecretMask } from './secret-mask';
import { pathOf } from './tools';

/** Shorter than a test may take, so that the test can still clean up after a command that never ends. */
const LIMIT_SECONDS = 45;

/** A runner: a disk of its own, on which one job runs. */
export class Runner {
  public readonly root = mkdtempSync(join(tmpdir(), 'e2e-runner-'));
  public readonly home = this.folder('home');
  public readonly workspace = this.folder('work');
  /** What `RUNNER_TEMP` names. */
  public readonly temp = this.folder('temp');
  /** The files that steps talk to the runner by. */
  public readonly commands = this.folder('commands');
  private readonly tools = this.folder('tools');
  private readonly waited = join(this.tools, 'waited');
  private readonly held = join(this.tools, 'held');
  private command?: ChildProcess;
  private lost: 'no' | 'after this step' | 'yes' = 'no';

  constructor() {
    const containers = join(this.home, '.config', 'containers');
    mkdirSync(containers, { recursive: true });
    // docker lets registries on loopback go without TLS, and skopeo must be told
    writeFileSync(join(containers, 'registries.conf'), '[[registry]]\nlocation = "localhost"\ninsecure = true\n');
    writeFileSync(this.waited, '');
    // whatever DOCKER_CONFIG names, as where buildx is installed for all
    writeFileSync(join(this.tools, 'docker'), `#!/bin/sh\nif [ "$1" = buildx ]; then shift; exec '${programOf('buildx')}' "$@"; fi\nexec '${pathOf('docker')}' "$@"\n`, { mode: 0o755 });
    // The pauses between retries are recorded, and not made.
    writeFileSync(join(this.tools, 'sleep'), `#!/bin/sh\necho "$1" >>'${this.waited}'\nwhile [ -e '${this.held}' ]; do /bin/sleep 0.02; done\n`, { mode: 0o755 });
  }

  /** The variables that every process on it has. */
  public get env(): Record<string, string> {
    return {
      CI: 'true',
      HOME: this.home,
      LANG: 'C.UTF-8',
      PATH: `${this.tools}:${process.env.PATH}`,
      RUNNER_ARCH: 'X64',
      RUNNER_OS: 'Linux',
      RUNNER_TEMP: this.temp,
      // keeps on this disk what a step leaves in its system's temporary folder
      TMPDIR: this.folder('tmp'),
    };
  }

  /** The seconds that commands would have paused. */
  public get waits(): number[] {
    return readFileSync(this.waited, 'utf8').split('\n').filter(line => line !== '').map(Number);
  }

  /** Lets every pause last until `release`. */
  public hold(): void {
    writeFileSync(this.held, '');
  }

  public release(): void {
    rmSync(this.held, { force: true });
  }

  /** Ends it as a power cut does: what runs is killed, and nothing else will run. */
  public kill(): void {
    this.lost = 'yes';
    this.killCommand();
  }

  /** Ends it when the step that runs has done its work, and before anybody hears of that. */
  public killAfterStep(): void {
    this.lost = 'after this step';
  }

  /** Whether it is gone, now that a step has ended. */
  public get isLost(): boolean {
    return this.lost !== 'no';
  }

  /**
   * Runs a command, and returns its exit status and what it printed. It is over with the last process that it started; one that does
   * not end is killed, with all that it started.
   */
  public async run(command: readonly string[], env: Record<string, string>, folder = this.workspace): Promise<{ status: number; output: string }> {
    if (this.lost === 'yes') {
      return { status: 137, output: '' };
    }
    // nobody writes into the last pipe: every process of the command holds it, whatever becomes of its output
    const child = spawn(command[0], command.slice(1), { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'], detached: true });
    this.command = child;
    const chunks: Buffer[] = [];
    child.stdout!.on('data', chunk => chunks.push(chunk));
    child.stderr!.on('data', chunk => chunks.push(chunk));
    const limit = setTimeout(() => {
      chunks.push(Buffer.from(`::error::killed after ${LIMIT_SECONDS} seconds\n`));
      this.killCommand();
    }, LIMIT_SECONDS * 1000);
    const [code] = await once(child, 'close');
    clearTimeout(limit);
    this.command = undefined;
    return { status: code ?? 128, output: Buffer.concat(chunks).toString() };
  }

  /** Empties the temporary folder, as a runner does before and after each job. */
  public emptyTemp(): void {
    for (const entry of readdirSync(this.temp)) {
      rmSync(join(this.temp, entry), { recursive: true });
    }
  }

  /** The files on its disk, as paths from its root. */
  public files(): string[] {
    return readdirSync(this.root, { recursive: true, encoding: 'utf8' }).filter(path => lstatSync(join(this.root, path)).isFile());
  }

  /** Those of its files that hold a secret, in their name or content. */
  public filesWith(secrets: SecretMask): string[] {
    return this.files().filter(path => secrets.isIn(path) || secrets.isIn(readFileSync(join(this.root, path), 'latin1')));
  }

  public remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private killCommand(): void {
    try {
      process.kill(-this.command!.pid!, 'SIGKILL');
    } catch {
      // none runs, or it has just ended
    }
  }

  private folder(name: string): string {
    const path = join(this.root, name);
    mkdirSync(path, { recursive: true });
    return path;
  }
}

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A program that serves until it is stopped. */
export class Server {
  /**
   * Starts a program, and waits until it answers.
   *
   * @param log the file that gets all that it prints
   * @param answers whether it is ready
   * @throws with its log if it ends instead, or does not answer within half a minute
   */
  public static async start(command: string[], options: { log: string; env: NodeJS.ProcessEnv; answers: () => Promise<boolean> }): Promise<Server> {
    const log = openSync(options.log, 'a');
    const child = spawn(command[0], command.slice(1), { env: options.env, stdio: ['ignore', log, log] });
    closeSync(log);
    await once(child, 'spawn');
    const server = new Server(child);
    const patience = Date.now() + 30_000;
    while (!await options.answers()) {
      if (child.exitCode !== null || Date.now() > patience) {
        await server.stop();
        throw new Error(`${command.join(' ')} does not answer. Its log:\n${readFileSync(options.log, 'utf8')}`);
      }
      await pause(50);
    }
    return server;
  }

  private constructor(private readonly child: ChildProcess) {}

  public get pid(): number {
    return this.child.pid!;
  }

  /** Stops the program, and waits until it has ended. */
  public async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill(signal);
      await ended;
    }
  }
}

/** Whether a command succeeds. */
export function succeeds(command: string, ...words: string[]): boolean {
  return spawnSync(command, words, { stdio: 'ignore' }).status === 0;
}

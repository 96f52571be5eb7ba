import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const FOLDER = '/proc/sys/fs/binfmt_misc';
const NAME = 'qemu-aarch64';
/** What the package `qemu-user-static` of Debian and Ubuntu has for the kernel. */
const RULE = `/usr/lib/binfmt.d/${NAME}.conf`;

/** Lets the kernel run programs for arm64 in an emulator meanwhile, in containers too, and then as it did before. */
export async function withEmulation<T>(use: () => Promise<T>): Promise<T> {
  if (!existsSync(RULE)) {
    throw new Error('Emulation is measured with qemu-user-static, on Debian and Ubuntu: apt-get install --yes qemu-user-static');
  }
  const mounted = !existsSync(`${FOLDER}/register`);
  if (mounted) {
    run('mount', '-t', 'binfmt_misc', 'none', FOLDER);
  }
  const registered = !existsSync(`${FOLDER}/${NAME}`);
  try {
    if (registered) {
      writeFileSync(`${FOLDER}/register`, readFileSync(RULE, 'utf8').trim());
    }
    return await use();
  } finally {
    if (registered && existsSync(`${FOLDER}/${NAME}`)) {
      writeFileSync(`${FOLDER}/${NAME}`, '-1');
    }
    if (mounted) {
      run('umount', FOLDER);
    }
  }
}

function run(command: string, ...words: string[]): void {
  const { status, stderr } = spawnSync(command, words, { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${command} ${words.join(' ')}: ${stderr}`);
  }
}

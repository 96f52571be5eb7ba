import { execFileSync } from 'node:child_process';
import { PROGRAM_VERSIONS } from './programs';
import { programVersion } from '../../e2e/programs';
import { machine } from '../machine';

const versionOf = (program: string, ...words: string[]) => /\d+\.\d+\.\d+/.exec(execFileSync(program, words, { encoding: 'utf8' }))![0];

/** The machine, and the versions of what runs on it. */
export function facts(): Record<string, string> {
  return {
    ...machine(),
    docker: versionOf('docker', '--version'),
    dockerd: versionOf('dockerd', '--version'),
    registry: versionOf('docker-registry', '--version'),
    buildx: programVersion('buildx').slice(1),
    buildkitd: programVersion('buildkitd').slice(1),
    ...PROGRAM_VERSIONS,
  };
}

/** The version of the emulator that emulation is measured with. */
export const emulatorVersion = () => versionOf('qemu-aarch64-static', '--version');

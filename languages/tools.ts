import { spawnSync } from 'node:child_process';

const works = (command: string, ...words: string[]) => spawnSync(command, words).status === 0;

/** What builds and runs the packages, each with what installs it on Debian and Ubuntu. */
const TOOLS = [
  { name: 'Python with venv', works: () => works('python3', '-c', 'import ensurepip, venv'), from: 'apt-get install --yes python3-venv' },
  { name: 'a JDK', works: () => works('javac', '-version'), from: 'apt-get install --yes default-jdk-headless' },
  { name: 'Maven', works: () => works('mvn', '-version'), from: 'apt-get install --yes maven' },
  { name: 'Go 1.21 or later', works: () => works('go', 'version'), from: 'https://go.dev/dl' },
  { name: 'Git', works: () => works('git', '--version'), from: 'apt-get install --yes git' },
];

/** Refuses to start where tools are missing: with one message that names all of them. */
export function requireTools(): void {
  const missing = TOOLS.filter(tool => !tool.works()).map(({ name, from }) => `${name} (${from})`);
  if (missing.length) {
    throw new Error(`The tests of the other languages need ${missing.join(', ')}.`);
  }
}

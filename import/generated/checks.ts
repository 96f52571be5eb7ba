import type { Check } from '../declaration';
import { given, inputOf, isCheck, nameOf, scriptOf, stepsOf } from './steps';
import { at, textOf, type Node } from '../input/node';

/** What the library scans for where nobody tells it. */
const SEVERITIES = 'HIGH,CRITICAL';

/** The checks of an image, out of the job that builds it and the one that scans. */
export function checksOf(build: Node, scanning: readonly (Node | undefined)[]): Check[] {
  const steps = stepsOf(build);
  const loads = [...steps.keys()].filter(index => nameOf(steps[index]) === 'Load the candidate into Docker');
  // each platform has all of them
  const first = loads.length ? steps.slice(loads[0], loads[1] ?? steps.length).filter(isCheck) : [];
  const scans = scanning.map(job => stepsOf(job).filter(step => nameOf(step) === 'Scan the image for vulnerabilities')).find(found => found.length) ?? [];
  return [...first.map(checkOf), ...scans.map(scanOf)];
}

function checkOf(step: Node): Check {
  return nameOf(step) === 'Check the image' ? { kind: 'script', script: scriptOf(step) } : { kind: 'command', words: wordsOf(scriptOf(step)).slice(4) };
}

function scanOf(step: Node): Check {
  const severity = inputOf(step, 'severity');
  const ignored = inputOf(step, 'trivyignores');
  return given<Check>({
    kind: 'trivy',
    severities: severity === SEVERITIES ? undefined : severity.split(','),
    ignoreUnfixed: textOf(at(step, 'with', 'ignore-unfixed')) === 'true' ? undefined : false,
    ignoreFiles: ignored ? ignored.split(',') : undefined,
  });
}

/** The words of a command that the library has written. */
function wordsOf(command: string): string[] {
  const words = command.match(/\$'(?:[^'\\]|\\.)*'|'[^']*'|[^\s']+/gs) ?? [];
  return words.map(word => word.startsWith("$'")
    ? word.slice(2, -1).replace(/\\(.)/gs, (_, letter: string) => letter === 'n' ? '\n' : letter)
    : word.startsWith("'") ? word.slice(1, -1) : word);
}

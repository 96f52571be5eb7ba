import type { ImageCheck } from '../image-check';
import type { Leg } from './build-steps';
import { CANDIDATE, loadLayout } from './layout-steps';
import { pinned } from './pins';
import { LAYOUT, type Step } from './steps';

/** The steps that run checks on the image which the job has as a layout. Scans are not among them. */
export function checkSteps(checks: readonly ImageCheck[], { checked }: Leg): Step[] {
  const bound = checks.map(check => check._bind()).filter(({ kind }) => kind !== 'trivy');
  return bound.length === 0 ? [] : checked.flatMap(({ platform, condition }) => [
    loadCandidate(platform, condition),
    ...bound.map((check): Step => ({
      name: check.kind === 'command' ? `Check ${check.command.join(' ') || 'that the image runs'}` : 'Check the image',
      if: condition,
      shell: 'bash',
      env: { IMAGE: CANDIDATE },
      run: check.kind === 'command' ? `docker run --rm "$IMAGE"${check.command.map(word => ` ${shellWord(word)}`).join('')}` : check.kind === 'script' ? check.script : '',
    })),
  ]);
}

/** The steps that scan the image in the folder. They stand in jobs without credentials only: they run code of a third party. */
export function scanSteps(checks: readonly ImageCheck[], path: (text: string) => string): Step[] {
  return checks.map(check => check._bind()).flatMap((check): Step[] => check.kind !== 'trivy' ? [] : [{
    name: 'Scan the image for vulnerabilities',
    uses: pinned('aquasecurity/trivy-action'),
    with: {
      'input': LAYOUT,
      'exit-code': 1,
      'severity': (check.options.severities ?? ['HIGH', 'CRITICAL']).join(','),
      'ignore-unfixed': check.options.ignoreUnfixed ?? true,
      'trivyignores': check.options.ignoreFiles?.map(path).join(','),
    },
  }]);
}

/** Whether a scan reads files of the repository. */
export function scansNeedCheckout(checks: readonly ImageCheck[]): boolean {
  return checks.some(check => {
    const bound = check._bind();
    return bound.kind === 'trivy' && bound.options.ignoreFiles !== undefined;
  });
}

function loadCandidate(platform: string | undefined, condition: string | undefined): Step {
  return {
    name: 'Load the candidate into Docker',
    if: condition,
    shell: 'bash',
    env: { LAYOUT, ...platform ? { PLATFORM: platform } : {} },
    run: [
      ...platform ? ['IFS=/ read -r os architecture variant <<<"$PLATFORM"'] : [],
      ...loadLayout(platform ? ' --override-os "$os" --override-arch "$architecture" ${variant:+--override-variant "$variant"}' : ''),
    ].join('\n'),
  };
}

function shellWord(word: string): string {
  if (/^[A-Za-z0-9_.,:=@%+/-]+$/.test(word)) {
    return word;
  }
  return /['\\\n]/.test(word) ? `$'${word.replace(/['\\]/g, '\\$&').replace(/\n/g, '\\n')}'` : `'${word}'`;
}

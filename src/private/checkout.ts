import type { CheckoutOptions } from '../checkout-options';
import { CONTEXTS, checkText, hasExpression } from './expression';
import { checkRef } from './git-refs';
import { pinned } from './pins';
import { refusal } from './refusal';
import type { Step } from './steps';

/** Where the commit is known that a job checks out, where it is not the one that triggered the run. */
export interface CommitOutputs {
  readonly commit: string;
  /** Its first seven digits. */
  readonly short: string;
}

/** Whether the commit is another one than that which triggered the run. */
export function checksOutOther(options: CheckoutOptions | undefined): boolean {
  return options?.ref !== undefined || options?.repository !== undefined;
}

/** Refuses what cannot be checked out. */
export function checkCheckout(options: CheckoutOptions | undefined): void {
  const { ref, repository, fetchDepth } = options ?? {};
  checkText('checkout: ref', ref ?? '', CONTEXTS.build);
  checkText('checkout: repository', repository ?? '', CONTEXTS.build);
  if (ref?.trim() === '') {
    throw refusal('checkout: ref', ref, 'it is a branch, a git tag or a commit. Leave it out for the commit that triggered the run.');
  }
  if (ref !== undefined && !hasExpression(ref)) {
    checkRef('checkout: ref', ref);
  }
  if (repository !== undefined && !hasExpression(repository) && !/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/.test(repository)) {
    throw refusal('checkout: repository', repository, 'it is "owner/repo". Leave it out for the workflow\'s own.');
  }
  if (fetchDepth !== undefined && !(Number.isInteger(fetchDepth) && fetchDepth >= 0)) {
    throw refusal('checkout: fetchDepth', fetchDepth, 'it is a number of commits, 0 for all.');
  }
}

/** The checkout of a job, and, where the commit is not known before, the step that tells it. */
export function checkoutSteps(options: CheckoutOptions = {}, commit?: string): Step[] {
  const checkout: Step = {
    name: 'Check out the repository',
    uses: pinned('actions/checkout'),
    with: {
      'repository': options.repository,
      'ref': commit ?? options.ref,
      'fetch-depth': options.fetchDepth,
      'submodules': options.submodules ? 'recursive' : undefined,
      'lfs': options.lfs || undefined,
      'persist-credentials': false,
    },
  };
  return commit !== undefined || !checksOutOther(options) ? [checkout] : [checkout, {
    name: 'Note the commit',
    id: 'commit',
    shell: 'bash',
    run: ['commit=$(git rev-parse HEAD)', 'echo "commit=$commit" >>"$GITHUB_OUTPUT"', 'echo "commit-short=${commit:0:7}" >>"$GITHUB_OUTPUT"'].join('\n'),
  }];
}

/** The outputs of that step, as later steps see them. */
export const NOTED_COMMIT: CommitOutputs = {
  commit: '${{ steps.commit.outputs.commit }}',
  short: '${{ steps.commit.outputs.commit-short }}',
};

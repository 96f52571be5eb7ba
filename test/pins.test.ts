import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from 'projen';
import { SOURCE } from './declare';
import { newProject } from './synth';
import { GithubPackageImage, ImageSource, ImageTag } from '../src';

const SHA = '1'.repeat(40);
const checkoutOf = (text: string) => /uses: (.*\/checkout@.*)/.exec(text)?.[1];

/** A project whose images check out, its workflow, and what it was warned of. */
function overridden(override: string | undefined, action = 'actions/checkout') {
  const project = newProject();
  const warn = jest.spyOn(project.logger, 'warn').mockImplementation();
  if (override !== undefined) {
    project.github!.actions.set(action, override);
  }
  new GithubPackageImage(project, 'x', { source: ImageSource.fromDockerfile() });
  new GithubPackageImage(project, 'y', { source: ImageSource.fromDockerfile() });
  project.synth();
  return { text: written(project), warnings: warn.mock.calls.flat() };
}

/** The workflow of a project; not validated: the actions of these tests are the user's, pinned to nothing or known to nobody. */
function written({ outdir }: Project): string {
  return readFileSync(join(outdir, '.github', 'workflows', 'publish-x.yml'), 'utf8');
}

test.each(['./.github/actions/setup', 'docker://alpine:3.20'])('a step of the user\'s with `uses: %s`, which has no commit, is written as it is', uses => {
  const project = newProject();
  new GithubPackageImage(project, 'x', { setupSteps: [{ uses }], source: SOURCE });
  project.synth();
  expect(written(project)).toMatch(new RegExp(`^ {6}- uses: ${uses}$`, 'm'));
});

describe('the pin of an action', () => {
  test('is a commit with its version behind it', () => {
    const { text, warnings } = overridden(undefined);
    expect(checkoutOf(text)).toMatch(/^actions\/checkout@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    expect(warnings).toEqual([]);
  });

  test.each([
    ['with its version', `actions/checkout@${SHA} # v9.1.0`],
    ['without', `actions/checkout@${SHA}`],
    ['with that of a fork', `acme/checkout@${SHA} # v1.0.0`],
  ])('gives way to that of the user, %s', (_, override) => {
    const { text, warnings } = overridden(override);
    expect(checkoutOf(text)).toBe(override);
    expect(warnings).toEqual([]);
  });

  test.each(['actions/checkout@v7', 'actions/checkout@main # v7', `actions/checkout@${SHA}0`, 'actions/checkout@3d3c42e'])('may be no commit, which is warned of once: %s', override => {
    const { text, warnings } = overridden(override);
    expect(checkoutOf(text)).toBe(override);
    expect(warnings).toEqual([`github.actions.set(…, ${JSON.stringify(override)}): a tag or branch can be moved to other code. Pin the action to a commit: "owner/action@<sha> # v1.2.3".`]);
  });

  test('is of no interest where no image uses the action', () => {
    const project = newProject();
    const warn = jest.spyOn(project.logger, 'warn').mockImplementation();
    project.github!.actions.set('actions/checkout', 'actions/checkout@v7');
    new GithubPackageImage(project, 'x', { source: SOURCE, tags: [ImageTag.of('a')] });
    project.synth();
    expect(warn).not.toHaveBeenCalled();
  });
});

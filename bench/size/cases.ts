/** An image that every way must publish: a folder with `declaration.ts`, `projen.ts`, `workflow-ts.ts` and `by-hand.yml`. */
export interface Case {
  /** The name of its folder. */
  readonly name: string;
  /** What is published. */
  readonly title: string;
  /** What the workflow by hand does not do, and the library's does. The two that say the same in TypeScript lack it too. */
  readonly lacks: string;
}

export const CASES: readonly Case[] = [
  {
    name: 'mirror',
    title: 'a mirror by docker pull, tag and push',
    lacks: 'retries where a registry fails for a moment; outputs for later jobs; a summary',
  },
  {
    name: 'build',
    title: 'a build with tags of branch and version, a registry cache, and pull requests',
    lacks: 'retries; an image name that follows the repository; a message where no tag is left; outputs; a summary; tags looked at after the push',
  },
  {
    name: 'platforms',
    title: 'two platforms on native runners, pushed by digest and joined',
    lacks: 'retries; an image name that follows the repository; a look at the platforms before tags move; tags that are already right left alone; ' +
      'outputs; a summary',
  },
  {
    name: 'supply-chain',
    title: 'a build that is scanned, attested and signed',
    lacks: 'retries; an image name that follows the repository; a scanner without a token; content that reaches the registry only when it is scanned; ' +
      'a second run that signs nothing twice; how to verify; a summary',
  },
];

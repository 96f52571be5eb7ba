import { SampleReadme } from 'projen';
import { ImageMirror } from './image-mirror';
import type { ImageMirrorOptions } from './image-mirror-options';
import { checkTypes } from './private/check-types';
import { refusal } from './private/refusal';
import { RepositoryProject, type RepositoryProjectOptions } from './private/repository-project';

/** Options for `ImageMirrorProject`. */
export interface ImageMirrorProjectOptions extends RepositoryProjectOptions {
  /**
   * The images to mirror, as `docker pull` takes them.
   * @default - those that `mirror.addImage` adds
   * @pjnew ["alpine:3.22"]
   */
  readonly images?: string[];

  /**
   * When the images are brought in step: times in UTC, as POSIX cron with five fields.
   * @default ["17 3 * * *"]
   * @pjnew ["17 3 * * *"]
   */
  readonly schedule?: string[];

  /**
   * Everything else about the mirror. Its `triggers` stand instead of the schedule.
   * @default - it runs on every push to `main` too
   * @featured
   */
  readonly mirrorOptions?: ImageMirrorOptions;
}

/**
 * A repository that mirrors a list of images on a schedule.
 *
 * `npx projen new --from projen-github-package-image image-mirror` makes one. It publishes `quay.io/prometheus/busybox:latest` as
 * `ghcr.io/<owner>/<repo>/prometheus/busybox:latest`. In a project of another type declare an `ImageMirror` instead.
 *
 * @pjid image-mirror
 */
export class ImageMirrorProject extends RepositoryProject {
  /** The mirror, whose `addImage` takes images that are to have another name or other tags. */
  public readonly mirror: ImageMirror;

  /** @throws if anything is declared that GitHub or a registry is known to refuse, or the project has a parent */
  constructor(options: ImageMirrorProjectOptions) {
    checkTypes('ImageMirrorProject', [options]);
    super(options);
    const { images, schedule, mirrorOptions } = options;
    if (schedule && mirrorOptions?.triggers) {
      throw refusal('ImageMirrorProject: schedule', schedule.join(', '), 'the `triggers` of `mirrorOptions` stand instead of it. Name the times in their `schedule`.');
    }
    this.mirror = new ImageMirror(this, this._slug, {
      triggers: { branches: ['main'], schedule: schedule ?? ['17 3 * * *'] },
      ...mirrorOptions,
      images: images ? [...images, ...mirrorOptions?.images ?? []] : mirrorOptions?.images,
    });
    new SampleReadme(this, { contents: readme(this.name, this.mirror.workflow.name) });
  }
}

const readme = (name: string, workflow: string) => `# ${name}

The workflow [${workflow}](.github/workflows/${workflow}.yml) copies images of other registries to the packages of this repository: every night,
and on every push to \`main\`. What is there already is not copied again.

The images are listed in [.projenrc.ts](.projenrc.ts). Change them there, and then run:

\`\`\`sh
npm ci
npx projen
\`\`\`

GitHub disables the schedule of a public repository in which nothing has happened for 60 days. Its page under Actions enables it again.
`;

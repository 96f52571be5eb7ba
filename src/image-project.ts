import { SampleFile, SampleReadme } from 'projen';
import { GithubPackageImage } from './github-package-image';
import type { GithubPackageImageOptions } from './github-package-image-options';
import { ImageCheck } from './image-check';
import { ImageName } from './image-name';
import { checkTypes } from './private/check-types';
import { RepositoryProject, type RepositoryProjectOptions } from './private/repository-project';

/** Options for `ImageProject`. */
export interface ImageProjectOptions extends RepositoryProjectOptions {
  /**
   * A command that the image must run with success before a tag moves, its entrypoint kept. Each word is by itself:
   * `['node', '--version']`.
   * @default - none
   * @pjnew ["sh", "-c", "httpd -p 8080 && wget -qO - http://127.0.0.1:8080"]
   */
  readonly checkCommand?: string[];

  /**
   * Everything else about the image.
   * @default - it is named ImageName.REPOSITORY, and built in pull requests too
   * @featured
   */
  readonly imageOptions?: GithubPackageImageOptions;
}

/**
 * A repository with a Dockerfile that publishes its image.
 *
 * `npx projen new --from projen-github-package-image image` makes one. The image is `ghcr.io/<owner>/<repo>`: pull requests build and
 * check it, and every push to `main` publishes it. In a project of another type declare a `GithubPackageImage` instead.
 *
 * @pjid image
 */
export class ImageProject extends RepositoryProject {
  /** The image. */
  public readonly image: GithubPackageImage;

  /** @throws if anything is declared that GitHub or a registry is known to refuse, or the project has a parent */
  constructor(options: ImageProjectOptions) {
    checkTypes('ImageProject', [options]);
    super(options);
    const { checkCommand, imageOptions } = options;
    this.image = new GithubPackageImage(this, this._slug, {
      name: ImageName.REPOSITORY,
      triggers: { pullRequests: true },
      ...imageOptions,
      checks: [...checkCommand ? [ImageCheck.command(...checkCommand)] : [], ...imageOptions?.checks ?? []],
    });
    // another source has its Dockerfile elsewhere, or none
    if (!imageOptions?.source) {
      new SampleFile(this, 'Dockerfile', { contents: DOCKERFILE });
      new SampleFile(this, '.dockerignore', { contents: DOCKERIGNORE });
      new SampleReadme(this, { contents: readme(this.name, this._slug, this.image.workflow.name) });
    }
  }
}

// one that keeps its files in itself: of several, those that are removed would come again
const DOCKERFILE = `# A page and its server, to begin with. The check in .projenrc.ts asks the server for the page.
FROM busybox:1.37
WORKDIR /www
RUN echo 'Hello, world!' >index.html
USER 65534
EXPOSE 8080
CMD ["httpd", "-f", "-p", "8080"]
`;

const DOCKERIGNORE = `# what the Dockerfile cannot copy
.git*
.projen*
node_modules
tsconfig.projen.json
`;

const readme = (name: string, id: string, workflow: string) => `# ${name}

The workflow [${workflow}](.github/workflows/${workflow}.yml) builds the [Dockerfile](Dockerfile) and checks the image in every pull request.
It publishes the image on every push to \`main\`.

The image is declared in [.projenrc.ts](.projenrc.ts). Change it there, and then run:

\`\`\`sh
npm ci
npx projen
\`\`\`

To see the page at http://localhost:8080:

\`\`\`sh
npx projen image:${id}
docker run --rm --publish 8080:8080 ${id}:local
\`\`\`
`;

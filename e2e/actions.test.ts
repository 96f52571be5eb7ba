import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImageBuilder, ImageName, ImageSource, ImageTag } from 'projen-github-package-image';
import { actionsFolder, runWithActions } from './act';
import { startBuildkit } from './buildkit';
import { withGit, type GitRepository } from './git';
import { SECRETS, publishing } from './publish';
import { ours } from './registries';
import { TEXTS, texts } from './texts';
import { runWorkflow } from './workflow';

/** Without the actions their names say that they have not been run. */
const testWithActions = actionsFolder === undefined ? (title: string, _: () => Promise<void>) => test.todo(`not run, since ACTIONS_DIR is not set: ${title}`) : test;

const FILES = { Dockerfile: `FROM scratch\n${TEXTS.map((_, index) => `ARG T${index}\nENV T${index}=$T${index}\n`).join('')}COPY file /file\n`, file: 'content\n' };

/** An image of one platform that is built by a BuildKit of our own: the one that the action would start is in no registry here. */
async function withWorkflow(name: string, run: (yaml: string, repository: GitRepository) => Promise<void>): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'e2e-builder-'));
  const server = await startBuildkit(join(root, 'buildkit'));
  const expressions = texts(index => `\${{ vars.T${index} }}`);
  try {
    await withGit([{ files: FILES }], async repository => run(publishing('x', {
      name: ImageName.of(`actions/${name}`),
      source: ImageSource.fromDockerfile({
        builder: ImageBuilder.remote(`unix://${join(root, 'buildkit', 'socket')}`),
        buildArgs: expressions,
        labels: { ...expressions, 'com.acme.team': 'tools, and "more"' },
        annotations: { ...expressions, 'com.acme.note': '"a", b' },
      }),
      tags: [ImageTag.latest(), ImageTag.sha(), ImageTag.branch(), ImageTag.of('1')],
    }), repository));
  } finally {
    await server.stop();
    rmSync(root, { recursive: true });
  }
}

async function published(image: string) {
  const { config } = await ours().config(image, '1');
  const { 'org.opencontainers.image.created': _, ...labels } = config.Labels!;
  const { content } = await ours().manifest(image, '1');
  return { labels, variables: config.Env, annotations: content.annotations, files: await ours().files(image, '1'), tags: await ours().tags(image) };
}

testWithActions('the workflow of an image of one platform runs with the actions themselves', async () => {
  await withWorkflow('one', async (yaml, repository) => {
    const vars = texts(index => TEXTS[index]);
    const run = await runWithActions(yaml, repository, { secrets: SECRETS, vars });
    expect(run.succeeded ? '' : run.log).toBe('');
    const { labels, variables, annotations, files, tags } = await published('actions/one');
    expect(tags).toEqual(['1', 'latest', 'main', `sha-${repository.commits[0].slice(0, 7)}`]);
    expect(variables).toEqual(expect.arrayContaining(Object.entries(vars).map(([name, text]) => `${name}=${text}`)));
    expect(labels).toMatchObject({
      ...vars,
      'com.acme.team': 'tools, and "more"',
      'org.opencontainers.image.description': 'Tools of the "Acme" company',
      'org.opencontainers.image.revision': repository.commits[0],
      'org.opencontainers.image.version': 'main',
    });
    expect(annotations).toEqual({ ...vars, 'com.acme.note': '"a", b' });
    expect(files).toEqual({ file: 'content\n' });
  });
});

testWithActions('the stand-ins make the same image as the actions themselves', async () => {
  await withWorkflow('same', async (yaml, repository) => {
    const options = { secrets: SECRETS, vars: texts(index => TEXTS[index]) };
    const run = await runWithActions(yaml, repository, options);
    expect(run.succeeded ? '' : run.log).toBe('');
    const real = await published('actions/same');
    expect(await runWorkflow(yaml, { ...options, checkout: repository.folder, github: { sha: repository.commits[0] } })).toMatchObject({ result: 'success' });
    expect(await published('actions/same')).toEqual(real);
  });
});

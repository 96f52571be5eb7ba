// Runs in a process of its own, as a .projenrc.js does: declares that many images, by the library or with projen's own GithubWorkflow,
// synthesizes, and tells time and memory. Plain JavaScript, so that nothing but what is measured is loaded.
const { mkdtempSync, readdirSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join, resolve } = require('node:path');
const { github } = require('projen');

const [, , way, count, template] = process.argv;

const declare = {
  library: () => {
    const { GithubPackageImage } = require(resolve(__dirname, '..', '..'));
    return (project, id) => new GithubPackageImage(project, id, { localTasks: false });
  },
  direct: () => {
    const text = readFileSync(template, 'utf8');
    return (project, id) => {
      const { on, jobs } = JSON.parse(text.replaceAll('the-image', id));
      const workflow = new github.GithubWorkflow(project.github, `publish-${id}`, { limitConcurrency: true });
      workflow.on(on);
      workflow.addJobs(jobs);
    };
  },
}[way]();

const outdir = mkdtempSync(join(tmpdir(), 'bench-synth-'));
const start = process.hrtime.bigint();
const project = new github.GitHubProject({ name: 'bench', outdir, logging: { level: 0 } });
for (let index = 0; index < Number(count); index++) {
  declare(project, `image-${index}`);
}
project.synth();
const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
const files = readdirSync(join(outdir, '.github', 'workflows')).filter(file => file.startsWith('publish-')).length;
rmSync(outdir, { recursive: true });
process.stdout.write(JSON.stringify({ milliseconds, megabytes: process.resourceUsage().maxRSS / 1024, files }));

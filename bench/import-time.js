// What `require('projen-github-package-image')` adds to `require('projen')`, each in a process of its own, taken in turn.
const { execFileSync } = require('node:child_process');
const { resolve } = require('node:path');

const RUNS = 15;
const root = resolve(__dirname, '..');

function milliseconds(library) {
  const script = `
    const start = process.hrtime.bigint();
    require('projen');
    ${library ? `require(${JSON.stringify(root)});` : ''}
    process.stdout.write(String(Number(process.hrtime.bigint() - start) / 1e6));
  `;
  return Number(execFileSync('node', ['-e', script], { cwd: root, encoding: 'utf8' }));
}

const alone = [];
const together = [];
for (let run = 0; run < RUNS; run++) {
  alone.push(milliseconds(false));
  together.push(milliseconds(true));
}

const median = times => [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)];
const show = times => `${median(times).toFixed(0)} ms (${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)})`;
console.log(`projen alone:            ${show(alone)}`);
console.log(`projen and the library:  ${show(together)}`);
console.log(`the library adds:        ${(median(together) - median(alone)).toFixed(0)} ms, ${(median(together) / median(alone)).toFixed(2)} times projen alone`);

import { execFileSync } from 'node:child_process';
import { PULL_AND_PUSH } from './fault-pipelines';
import { testFaults } from './fault-suite';

testFaults(PULL_AND_PUSH);

/** The jobs leave what they pull and tag in the engine, which may be one that others use too. */
afterAll(() => {
  const all = execFileSync('docker', ['images', '--format', '{{.Repository}} {{.ID}}'], { encoding: 'utf8' }).split('\n');
  const ids = all.filter(image => /^localhost:\d+\/fault\//.test(image)).map(image => image.split(' ')[1]);
  if (ids.length > 0) {
    execFileSync('docker', ['rmi', '--force', ...new Set(ids)], { stdio: 'pipe' });
  }
});

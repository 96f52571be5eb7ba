import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogLevel, python } from 'projen';
import { testLanguage, writeDeclaration, type Language } from './language';
import { PACKAGES } from './packages';
import { blockOf } from './page';

const wheels = join(PACKAGES, 'python');

const PYTHON: Language = {
  name: 'Python',
  file: '.projenrc.py',
  byHand: [],
  prepare(folder, sh) {
    const [wheel] = readdirSync(wheels).filter(file => file.endsWith('.whl'));
    const constraints = join(folder, '..', 'constraints.txt');
    writeFileSync(constraints, `projen-github-package-image @ file://${join(wheels, wheel)}\n`);
    // pip would otherwise look for a release
    sh(`export PIP_CONSTRAINT='${constraints}'\n${blockOf('Python', 'sh')}`);
    writeDeclaration(folder, PYTHON);
    sh('npx projen');
  },
  project: outdir => new python.PythonProject({
    name: 'acme',
    moduleName: 'acme',
    authorName: 'Acme',
    authorEmail: 'dev@acme.com',
    version: '0.1.0',
    devDeps: ['projen-github-package-image'],
    outdir,
    logging: { level: LogLevel.OFF },
  }),
  program: (name, outdir) => `.env/bin/python '${join(__dirname, 'python', `${name}.py`)}' '${outdir}'`,
};

testLanguage(PYTHON);

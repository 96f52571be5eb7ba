import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { LogLevel, java } from 'projen';
import { MAVEN } from './bindings';
import { testLanguage, writeDeclaration, type Language } from './language';
import { blockOf } from './page';

const sources = join('src', 'test', 'java');
const CLASSES = { more: 'More', mistakes: 'Mistakes' };

const JAVA: Language = {
  name: 'Java',
  file: join(sources, 'projenrc.java'),
  byHand: Object.values(CLASSES).map(name => join(sources, `${name}.java`)),
  env: MAVEN,
  prepare(folder, sh) {
    sh(blockOf('Java', 'sh'));
    writeDeclaration(folder, JAVA);
    cpSync(join(__dirname, 'java'), join(folder, sources), { recursive: true });
    sh('npx projen');
  },
  project: outdir => new java.JavaProject({
    name: 'acme',
    groupId: 'com.acme',
    artifactId: 'acme',
    version: '0.1.0',
    testDeps: ['io.github.projen-github-package-image/projen-github-package-image@0.x'],
    outdir,
    logging: { level: LogLevel.OFF },
  }),
  program: (name, outdir) => `mvn exec:java --quiet -Dexec.mainClass=${CLASSES[name]} -Dexec.classpathScope=test -Dexec.args='${outdir}'`,
};

testLanguage(JAVA);

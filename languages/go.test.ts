import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { LogLevel, github } from 'projen';
import { bindingsOf, PROJEN_VERSION } from './bindings';
import { testLanguage, writeDeclaration, type Language } from './language';
import { PACKAGES } from './packages';
import { blockOf } from './page';

const LIBRARY = 'github.com/projen-github-package-image/projen-github-package-image-go/packageimage';
const PROJEN = 'github.com/projen/projen-go/projen';

const GO: Language = {
  name: 'Go',
  file: 'projenrc/main.go',
  byHand: ['go.mod', 'go.sum', 'more', 'mistakes'],
  prepare(folder, sh) {
    writeDeclaration(folder, GO);
    cpSync(join(__dirname, 'go'), folder, { recursive: true });
    const projen = bindingsOf('go');
    sh('go mod init acme.com/acme');
    sh(`go mod edit -require=${LIBRARY}@v0.0.0 -replace=${LIBRARY}='${join(PACKAGES, 'go', 'packageimage')}'`);
    sh(`go mod edit -require=${PROJEN}@v${PROJEN_VERSION} ${projen ? `-replace=${PROJEN}='${join(projen, 'projen')}'` : ''}`);
    sh(blockOf('Go', 'sh'));
  },
  project: outdir => {
    const project = new github.GitHubProject({ name: 'acme', outdir, logging: { level: LogLevel.OFF } });
    project.defaultTask!.exec('go run ./projenrc');
    return project;
  },
  program: (name, outdir) => `go run ./${name} '${outdir}'`,
};

testLanguage(GO);

import { resolve } from 'node:path';
import { main } from './cli';

// the library is the package that this command is in, and projen is where the package finds it
// eslint-disable-next-line @typescript-eslint/no-require-imports
process.exitCode = main(process.argv.slice(2), name => require(name === 'projen-github-package-image' ? resolve(__dirname, '..') : name));

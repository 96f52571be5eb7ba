// The least: ./Dockerfile is built and published as ghcr.io/<owner>/<repo>/api on every push to the default branch.
import { github } from 'projen';
import { GithubPackageImage } from 'projen-github-package-image';

const project = new github.GitHubProject({ name: 'least' });

new GithubPackageImage(project, 'api');

project.synth();

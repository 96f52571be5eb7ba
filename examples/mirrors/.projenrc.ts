// A list of upstream images, kept in step every night by one matrix job.
import { github } from 'projen';
import { ImageMirror, ImageName, ImageTag, RegistryCredentials } from 'projen-github-package-image';

const project = new github.GitHubProject({ name: 'mirrors' });

const mirror = new ImageMirror(project, 'mirrors', {
  images: ['alpine:3.20', 'quay.io/prometheus/busybox:latest'],
  triggers: { schedule: ['17 3 * * *'] },
  // Docker Hub lets a signed-in user pull more
  credentials: { 'docker.io': RegistryCredentials.of({ username: 'acme', passwordSecret: 'DOCKERHUB_TOKEN' }) },
});
mirror.addImage('debian:12-slim', { name: ImageName.inOwner('base'), tags: [ImageTag.of('stable')] });

project.synth();

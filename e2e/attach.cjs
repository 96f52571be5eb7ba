// What actions/attest does to push: in a process of its own, which finds its home, and with it its sign-ins, as the action does.
const { readFileSync } = require('node:fs');
const { attachArtifactToImage, getRegistryCredentials } = require('@sigstore/oci');

const [, , imageName, imageDigest, bundle, predicateType] = process.argv;

async function attach() {
  const artifact = readFileSync(bundle);
  const { digest } = await attachArtifactToImage({
    credentials: getRegistryCredentials(imageName),
    imageName,
    imageDigest,
    artifact,
    mediaType: JSON.parse(artifact.toString()).mediaType,
    annotations: { 'dev.sigstore.bundle.content': 'dsse-envelope', 'dev.sigstore.bundle.predicateType': predicateType },
    fetchOpts: { timeout: 30000, retry: 3 },
  });
  console.log(`Attestation uploaded to registry\n${imageName}@${digest}`);
}

attach().catch(error => {
  console.log(`::error::${error.message}\n${error.cause ?? ''}`);
  process.exitCode = 1;
});

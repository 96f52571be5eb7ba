import sys

from projen.github import GitHubProject
from projen.github.workflows import JobPermissions, JobStep
from projen.release import Release
from projen_github_package_image import (
    BuildCache, GithubPackageImage, ImageDestination, ImageSource, ImageTag, ImageVerification, ImageWorkflow, Platform, PublishTriggers,
    WorkflowInput, WorkflowInputType,
)

project = GitHubProject(name="more", outdir=sys.argv[1])

GithubPackageImage(
    project, "hello-world",
    source=ImageSource.from_registry("hello-world:latest"),
    destinations=[ImageDestination.docker_pkg()],
    triggers=PublishTriggers(branches=["main"]),
)

GithubPackageImage(
    project, "static",
    source=ImageSource.from_registry(
        "cgr.dev/chainguard/static:latest",
        verify=ImageVerification.cosign(identity_regexp="^https://github.com/chainguard-images/.*$"),
        referrers=True,
    ),
)

workflow = ImageWorkflow(
    project, "stack",
    triggers=PublishTriggers(
        branches=["main"],
        inputs={"logLevel": WorkflowInput(type=WorkflowInputType.CHOICE, options=["info", "debug"], default_value="info")},
    ),
)
base = GithubPackageImage(
    workflow, "base",
    tags=[ImageTag.match("v(\\d+)", group=1), ImageTag.list("${{ inputs.logLevel }}"), ImageTag.sha(long=True), ImageTag.git_tag()],
)
app = GithubPackageImage(
    workflow, "app",
    source=ImageSource.from_dockerfile(base_images={"base": base}, cache=BuildCache.of(from_=["type=gha"], to=["type=gha"])),
    pre_build_steps=[JobStep(name="Generate", run="make generate", if_="github.event_name == 'push'", with_={"a": 1})],
)
app.add_downstream_job(
    "deploy",
    runs_on=["ubuntu-24.04"],
    permissions=JobPermissions(),
    steps=[JobStep(id="deploy", run='deploy "$IMAGE"', env={"IMAGE": app.reference_expression})],
)

GithubPackageImage(project, "rare", platforms=[Platform.LINUX_PPC64_LE, Platform.LINUX_S390_X])

Release(project, branch="main", artifacts_directory="dist", version_file="version.json", tasks=[project.add_task("pack")])
GithubPackageImage(project, "released", triggers=PublishTriggers(projen_release=True))

project.synth()

import sys

from projen.github import GitHubProject
from projen_github_package_image import GithubPackageImage, ImageName, ImageTag

project = GitHubProject(name="mistakes", outdir=sys.argv[1])


def late():
    GithubPackageImage(project, "late", needs=["gone"])
    project.synth()


for mistake in (
    lambda: ImageName.of("Upper"),
    lambda: ImageTag.of("my tag"),
    late,
    lambda: GithubPackageImage(project, "no-platform", platforms=[]),
):
    try:
        mistake()
        print("no error")
    except RuntimeError as error:
        print(error)

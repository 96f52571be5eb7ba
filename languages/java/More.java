import io.github.cdklabs.projen.github.GitHubProject;
import io.github.cdklabs.projen.github.workflows.Job;
import io.github.cdklabs.projen.github.workflows.JobPermissions;
import io.github.cdklabs.projen.github.workflows.JobStep;
import io.github.cdklabs.projen.release.Release;
import io.github.projen_github_package_image.*;
import java.util.List;
import java.util.Map;

public class More {
    public static void main(String[] args) {
        GitHubProject project = GitHubProject.Builder.create().name("more").outdir(args[0]).build();

        GithubPackageImage.Builder.create(project, "hello-world")
            .source(ImageSource.fromRegistry("hello-world:latest"))
            .destinations(List.of(ImageDestination.dockerPkg()))
            .triggers(PublishTriggers.builder().branches(List.of("main")).build())
            .build();

        GithubPackageImage.Builder.create(project, "static")
            .source(ImageSource.fromRegistry("cgr.dev/chainguard/static:latest", RegistrySourceOptions.builder()
                .verify(ImageVerification.cosign(CosignIdentityOptions.builder()
                    .identityRegexp("^https://github.com/chainguard-images/.*$").build()))
                .referrers(true)
                .build()))
            .build();

        ImageWorkflow workflow = ImageWorkflow.Builder.create(project, "stack")
            .triggers(PublishTriggers.builder()
                .branches(List.of("main"))
                .inputs(Map.of("logLevel", WorkflowInput.builder()
                    .type(WorkflowInputType.CHOICE).options(List.of("info", "debug")).defaultValue("info").build()))
                .build())
            .build();
        GithubPackageImage base = GithubPackageImage.Builder.create(workflow, "base")
            .tags(List.of(
                ImageTag.match("v(\\d+)", MatchTagOptions.builder().group(1).build()),
                ImageTag.list("${{ inputs.logLevel }}"),
                ImageTag.sha(ShaTagOptions.builder().longValue(true).build()),
                ImageTag.gitTag()))
            .build();
        GithubPackageImage app = GithubPackageImage.Builder.create(workflow, "app")
            .source(ImageSource.fromDockerfile(DockerfileOptions.builder()
                .baseImages(Map.of("base", base))
                .cache(BuildCache.of(CustomCacheOptions.builder().from(List.of("type=gha")).to(List.of("type=gha")).build()))
                .build()))
            .preBuildSteps(List.of(JobStep.builder()
                .name("Generate").run("make generate").ifValue("github.event_name == 'push'").with(Map.of("a", 1)).build()))
            .build();
        app.addDownstreamJob("deploy", Job.builder()
            .runsOn(List.of("ubuntu-24.04"))
            .permissions(JobPermissions.builder().build())
            .steps(List.of(JobStep.builder()
                .id("deploy").run("deploy \"$IMAGE\"").env(Map.of("IMAGE", app.getReferenceExpression())).build()))
            .build());

        GithubPackageImage.Builder.create(project, "rare")
            .platforms(List.of(Platform.LINUX_PPC64_LE, Platform.LINUX_S390_X))
            .build();

        Release.Builder.create(project)
            .branch("main")
            .artifactsDirectory("dist")
            .versionFile("version.json")
            .tasks(List.of(project.addTask("pack")))
            .build();
        GithubPackageImage.Builder.create(project, "released")
            .triggers(PublishTriggers.builder().projenRelease(true).build())
            .build();

        project.synth();
    }
}

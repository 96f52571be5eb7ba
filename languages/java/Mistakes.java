import io.github.cdklabs.projen.github.GitHubProject;
import io.github.projen_github_package_image.*;
import java.util.List;

public class Mistakes {
    public static void main(String[] args) {
        GitHubProject project = GitHubProject.Builder.create().name("mistakes").outdir(args[0]).build();
        List<Runnable> mistakes = List.of(
            () -> ImageName.of("Upper"),
            () -> ImageTag.of("my tag"),
            () -> {
                GithubPackageImage.Builder.create(project, "late").needs(List.of("gone")).build();
                project.synth();
            },
            () -> GithubPackageImage.Builder.create(project, "no-platform").platforms(List.of()).build());
        for (Runnable mistake : mistakes) {
            try {
                mistake.run();
                System.out.println("no error");
            } catch (RuntimeException error) {
                System.out.println(error.getMessage().lines().findFirst().get());
            }
        }
    }
}

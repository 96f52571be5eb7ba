package main

import (
	"os"

	"github.com/aws/jsii-runtime-go"
	image "github.com/projen-github-package-image/projen-github-package-image-go/packageimage"
	"github.com/projen/projen-go/projen"
	"github.com/projen/projen-go/projen/github"
	"github.com/projen/projen-go/projen/github/workflows"
	"github.com/projen/projen-go/projen/release"
)

func main() {
	defer jsii.Close()
	project := github.NewGitHubProject(&github.GitHubProjectOptions{Name: jsii.String("more"), Outdir: jsii.String(os.Args[1])})

	image.NewGithubPackageImage(project, jsii.String("hello-world"), &image.GithubPackageImageOptions{
		Source:       image.ImageSource_FromRegistry(jsii.String("hello-world:latest"), nil),
		Destinations: &[]image.ImageDestination{image.ImageDestination_DockerPkg(nil)},
		Triggers:     &image.PublishTriggers{Branches: jsii.Strings("main")},
	})

	image.NewGithubPackageImage(project, jsii.String("static"), &image.GithubPackageImageOptions{
		Source: image.ImageSource_FromRegistry(jsii.String("cgr.dev/chainguard/static:latest"), &image.RegistrySourceOptions{
			Verify: image.ImageVerification_Cosign(&image.CosignIdentityOptions{
				IdentityRegexp: jsii.String("^https://github.com/chainguard-images/.*$"),
			}),
			Referrers: jsii.Bool(true),
		}),
	})

	workflow := image.NewImageWorkflow(project, jsii.String("stack"), &image.ImageWorkflowOptions{
		Triggers: &image.PublishTriggers{
			Branches: jsii.Strings("main"),
			Inputs: &map[string]*image.WorkflowInput{"logLevel": {
				Type: image.WorkflowInputType_CHOICE, Options: jsii.Strings("info", "debug"), DefaultValue: jsii.String("info"),
			}},
		},
	})
	base := image.NewGithubPackageImage(workflow, jsii.String("base"), &image.GithubPackageImageOptions{
		Tags: &[]image.ImageTag{
			image.ImageTag_Match(jsii.String("v(\\d+)"), &image.MatchTagOptions{Group: jsii.Number(1)}),
			image.ImageTag_List(jsii.String("${{ inputs.logLevel }}"), nil),
			image.ImageTag_Sha(&image.ShaTagOptions{Long: jsii.Bool(true)}),
			image.ImageTag_GitTag(nil),
		},
	})
	app := image.NewGithubPackageImage(workflow, jsii.String("app"), &image.GithubPackageImageOptions{
		Source: image.ImageSource_FromDockerfile(&image.DockerfileOptions{
			BaseImages: &map[string]image.GithubPackageImage{"base": base},
			Cache:      image.BuildCache_Of(&image.CustomCacheOptions{From: jsii.Strings("type=gha"), To: jsii.Strings("type=gha")}),
		}),
		PreBuildSteps: &[]*workflows.JobStep{{
			Name: jsii.String("Generate"), Run: jsii.String("make generate"), If: jsii.String("github.event_name == 'push'"),
			With: &map[string]interface{}{"a": 1},
		}},
	})
	app.AddDownstreamJob(jsii.String("deploy"), &workflows.Job{
		RunsOn:      jsii.Strings("ubuntu-24.04"),
		Permissions: &workflows.JobPermissions{},
		Steps: &[]*workflows.JobStep{{
			Id: jsii.String("deploy"), Run: jsii.String(`deploy "$IMAGE"`), Env: &map[string]*string{"IMAGE": app.ReferenceExpression()},
		}},
	})

	image.NewGithubPackageImage(project, jsii.String("rare"), &image.GithubPackageImageOptions{
		Platforms: &[]image.Platform{image.Platform_LINUX_PPC64LE(), image.Platform_LINUX_S390X()},
	})

	release.NewRelease(project, &release.ReleaseOptions{
		Branch: jsii.String("main"), ArtifactsDirectory: jsii.String("dist"), VersionFile: jsii.String("version.json"),
		Tasks: &[]projen.Task{project.AddTask(jsii.String("pack"), nil)},
	})
	image.NewGithubPackageImage(project, jsii.String("released"), &image.GithubPackageImageOptions{
		Triggers: &image.PublishTriggers{ProjenRelease: jsii.Bool(true)},
	})

	project.Synth()
}

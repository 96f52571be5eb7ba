package main

import (
	"fmt"
	"os"

	"github.com/aws/jsii-runtime-go"
	image "github.com/projen-github-package-image/projen-github-package-image-go/packageimage"
	"github.com/projen/projen-go/projen/github"
)

func main() {
	defer jsii.Close()
	project := github.NewGitHubProject(&github.GitHubProjectOptions{Name: jsii.String("mistakes"), Outdir: jsii.String(os.Args[1])})
	mistakes := []func(){
		func() { image.ImageName_Of(jsii.String("Upper")) },
		func() { image.ImageTag_Of(jsii.String("my tag"), nil) },
		func() {
			image.NewGithubPackageImage(project, jsii.String("late"), &image.GithubPackageImageOptions{Needs: jsii.Strings("gone")})
			project.Synth()
		},
		func() {
			image.NewGithubPackageImage(project, jsii.String("no-platform"), &image.GithubPackageImageOptions{Platforms: &[]image.Platform{}})
		},
	}
	for _, mistake := range mistakes {
		func() {
			defer func() { fmt.Println(recover()) }()
			mistake()
		}()
	}
}

using System.Text.RegularExpressions;

namespace MarketGateway.Deployment.Tests.Containers;

/// <summary>The Dockerfile keeps up with the projects. That it builds, .ci/image rehearses.</summary>
public sealed partial class DockerfileTests
{
    [Theory]
    [InlineData("src/MarketGateway/MarketGateway.csproj")]
    [InlineData("src/MarketGateway.Tools/MarketGateway.Tools.csproj")]
    public void Every_project_that_is_restored_is_copied_before(string restored)
    {
        var before = Dockerfile.Text[..Dockerfile.Text.IndexOf("RUN dotnet restore", StringComparison.Ordinal)];

        Assert.All(ClosureOf(restored), project =>
            Assert.Contains($"COPY {project} {FolderOf(project)}\n", before, StringComparison.Ordinal));
        const string Locked = "src/MarketGateway/packages.lock.json";
        Assert.Contains($"COPY {Locked} {FolderOf(Locked)}\n", before, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(RepositoryRoot.Path, Locked)), Locked);
    }

    /// <summary>A variable of the image would overrule what was measured for the project.</summary>
    [Fact]
    public void The_image_leaves_the_way_of_compiling_to_the_project()
    {
        var project = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src", "MarketGateway", "MarketGateway.csproj"));

        Assert.Contains("<TieredPGO>false</TieredPGO>", project, StringComparison.Ordinal);
        Assert.DoesNotContain(Dockerfile.GatewayEnvironment, variable =>
            variable.Key.StartsWith("DOTNET_Tiered", StringComparison.OrdinalIgnoreCase)
            || variable.Key.StartsWith("DOTNET_TC_", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_gateway_takes_the_settings_of_the_image()
    {
        await using var gateway = GatewaySettings.Read(
            [.. Dockerfile.GatewayEnvironment, new("MarketGateway__Authentication__Mode", "Anonymous")]);

        Assert.Equal("http://*:8080", gateway.Configuration["Urls"]!.Split(';')[0]);
        Assert.Equal("http://*:9464", gateway.Configuration["Metrics:Url"]);
        Assert.Contains("\nEXPOSE 8080 9464\n", Dockerfile.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_chart_and_product_have_one_version()
    {
        var properties = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "Directory.Build.props"));
        var version = Version().Match(properties).Groups[1].Value;

        Assert.Contains($"ARG VERSION={version}\n", Dockerfile.Text, StringComparison.Ordinal);
        var chart = Yaml.ParseFile("helm", "market-gateway", "Chart.yaml");
        Assert.Equal(version, chart.GetProperty("appVersion").GetString());
    }

    [Fact]
    public void Every_base_image_is_named_by_its_digest() =>
        Assert.All(BaseImage().Matches(Dockerfile.Text), image => Assert.Matches("@sha256:[0-9a-f]{64}$", image.Groups[1].Value));

    [Fact]
    public void The_default_image_is_the_gateway() => Assert.Equal("gateway", Dockerfile.Stages[^1]);

    private static IEnumerable<string> ClosureOf(string project)
    {
        var above = FolderOf(FolderOf(project).TrimEnd('/'));
        var references = Reference().Matches(File.ReadAllText(Path.Combine(RepositoryRoot.Path, project)))
            .Select(reference => above + reference.Groups[1].Value.Replace('\\', '/')["../".Length..]);
        return references.SelectMany(ClosureOf).Append(project).Distinct();
    }

    private static string FolderOf(string path) => path[..(path.LastIndexOf('/') + 1)];

    [GeneratedRegex("^FROM (?:--platform=[^ ]+ )?(mcr[^ ]+)", RegexOptions.Multiline)]
    private static partial Regex BaseImage();

    [GeneratedRegex("<ProjectReference Include=\"([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("<Version>(.+)</Version>")]
    private static partial Regex Version();
}

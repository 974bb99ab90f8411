using System.Diagnostics;

namespace MarketGateway.Deployment.Tests.Helm;

/// <summary>
/// Renders the chart: with <c>helm</c> where it is on the PATH, else with a program that does what <c>helm template</c>
/// does, which <see cref="Variable"/> names or which lies beside the repository. Without any, tests skip.
/// </summary>
internal static class ChartRenderer
{
    /// <summary>The environment variable that names the look-alike.</summary>
    public const string Variable = "MARKETGATEWAY_HELM_TEMPLATE";

    public const string Release = "market";
    public const string Namespace = "trading";

    private static readonly string? Helm = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "helm")).FirstOrDefault(File.Exists);

    private static readonly string? LookAlike = new[]
    {
        Environment.GetEnvironmentVariable(Variable),
        Path.Combine(RepositoryRoot.Path, "..", "shared", "tools", "helm-template"),
    }.FirstOrDefault(File.Exists);

    /// <summary>A look-alike may have to install or build itself first; nobody else runs it meanwhile.</summary>
    private static readonly Lazy<Task> FirstRun =
        new(() => RunAsync(CommandFor(Path.Combine(Chart.Folder, "values.yaml"))));

    /// <summary>Renders a release of a value set; fails the test with what the renderer says.</summary>
    public static Task<RenderedRelease> RenderAsync(string valueSet) => RenderValuesAsync(Chart.ValueSet(valueSet));

    /// <summary>Renders a release of any values.</summary>
    public static async Task<RenderedRelease> RenderValuesAsync(string values) => new(await SucceedAsync(values));

    /// <summary>Renders what a user reads after an installation. Helm itself shows it only with a cluster.</summary>
    public static async Task<string> RenderNotesAsync(string valueSet)
    {
        Assert.SkipWhen(Helm is not null, "helm shows NOTES.txt only with a cluster at hand");
        return await SucceedAsync(Chart.ValueSet(valueSet), "-notes");
    }

    /// <summary>Renders values that must be refused and returns what the renderer says.</summary>
    public static async Task<string> RefuseAsync(string values)
    {
        var (exitCode, output, errors) = await RunAsync(values);
        Assert.True(exitCode != 0, $"rendered although it should not be:\n{values}\n{output}");
        return errors;
    }

    private static async Task<string> SucceedAsync(string values, params string[] options)
    {
        var (exitCode, output, errors) = await RunAsync(values, options);
        Assert.True(exitCode == 0, errors);
        return output;
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string values, params string[] options)
    {
        Assert.SkipWhen(
            Helm is null && LookAlike is null,
            $"needs helm on the PATH, or {Variable} with a program that renders like it");
        await FirstRun.Value;
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, values);
            return await RunAsync([.. CommandFor(file), .. options]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string[] CommandFor(string valuesFile)
    {
        string[] start = Helm is not null
            ? [Helm, "template", Release, Chart.Folder, "--namespace", Namespace]
            : [LookAlike!, Chart.Folder, "-name", Release, "-n", Namespace];
        return [.. start, "-f", valuesFile, "--kube-version", "v1.31.0"];
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}

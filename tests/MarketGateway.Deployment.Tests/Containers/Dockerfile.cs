using System.Text.RegularExpressions;

namespace MarketGateway.Deployment.Tests.Containers;

/// <summary>The repository's Dockerfile, as far as the tests need to understand it.</summary>
internal static partial class Dockerfile
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "Dockerfile"));

    /// <summary>Gets the names of the stages.</summary>
    public static IReadOnlyList<string> Stages { get; } =
        [.. StageLine().Matches(Text).Select(stage => stage.Groups[1].Value)];

    /// <summary>Gets the environment that the image brings for the gateway.</summary>
    public static IReadOnlyDictionary<string, string> GatewayEnvironment { get; } = Variable().Matches(Text)
        .ToDictionary(variable => variable.Groups[1].Value, variable => variable.Groups[2].Value);

    [GeneratedRegex(@"^FROM .* AS (\w+)$", RegexOptions.Multiline)]
    private static partial Regex StageLine();

    [GeneratedRegex(@"\b(MarketGateway__\w+)=(\S+)")]
    private static partial Regex Variable();
}

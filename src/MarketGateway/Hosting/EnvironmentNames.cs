using System.Text.RegularExpressions;

namespace MarketGateway.Hosting;

/// <summary>
/// Finds environment variables that were meant for the gateway and are not read, because their prefix is misspelt:
/// without <c>Kafka:BootstrapServers</c> it would start a simulated market.
/// </summary>
internal static partial class EnvironmentNames
{
    private const string Prefix = GatewayApplication.EnvironmentPrefix;

    private const string Port = "PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?";

    /// <exception cref="SettingsException">
    /// There is such a variable; the message names each and what is right.
    /// </exception>
    public static void Check(IEnumerable<string> names, IReadOnlyCollection<string> sections) =>
        SettingsException.ThrowIfAny(
        [
            .. names.Where(name => IsMisspelt(name, sections)).Order(StringComparer.Ordinal).Select(name =>
                $"The environment variable {name} is not read: settings have the prefix {Prefix} "
                + $"and two underscores between their parts, for example {Prefix}Kafka__BootstrapServers."),
        ]);

    /// <remarks>What Kubernetes sets for a Service of that name is no setting of ours.</remarks>
    private static bool IsMisspelt(string name, IReadOnlyCollection<string> sections)
    {
        if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            || OfService().IsMatch(name)
            || Ours().Match(name) is not { Success: true } ours)
        {
            return false;
        }

        var rest = ours.Groups[1].Value;
        return rest.Contains("__", StringComparison.Ordinal)
            || rest.Contains(':', StringComparison.Ordinal)
            || sections.Contains(rest.Split('_')[0], StringComparer.OrdinalIgnoreCase);
    }

    [GeneratedRegex("^market[-_.]?gateway[-_.:]*(.+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Ours();

    [GeneratedRegex($"^[A-Z0-9_]+_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|{Port})$")]
    private static partial Regex OfService();
}

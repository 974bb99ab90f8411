using MarketGateway.Admin;
using MarketGateway.Audit;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Sessions;
using MarketGateway.Demo;
using MarketGateway.Diagnostics;
using MarketGateway.Http;
using MarketGateway.Kafka;
using MarketGateway.Security;
using MarketGateway.Shards;
using MarketGateway.WebSockets;

namespace MarketGateway.Hosting;

/// <summary>
/// The sections that there are: ours, with what each may hold, and those of the framework that are read.
/// </summary>
internal static class SettingsCatalog
{
    /// <summary>The setting that says where to listen.</summary>
    public const string Urls = "Urls";

    private const string Kestrel = "Kestrel";

    private static readonly string[] OfFramework =
        [Urls, "AllowedHosts", "Logging", Kestrel, "Environment", "ApplicationName", "ContentRoot"];

    private static readonly string[] OfKestrel = ["Endpoints", "EndpointDefaults", "Certificates"];

    /// <summary>Gets our sections, each with the type that it is read into.</summary>
    public static IReadOnlyList<(string Section, Type Type)> Ours { get; } =
    [
        (KafkaOptions.Section, typeof(KafkaOptions)),
        (AccessOptions.SectionName, typeof(AccessOptions)),
        (SessionOptions.SectionName, typeof(SessionOptions)),
        (StreamOptions.SectionName, typeof(StreamOptions)),
        (MarketOptions.SectionName, typeof(MarketOptions)),
        (DrainOptions.SectionName, typeof(DrainOptions)),
        (HealthOptions.SectionName, typeof(HealthOptions)),
        (MetricsOptions.SectionName, typeof(MetricsOptions)),
        (ShardOptions.SectionName, typeof(ShardOptions)),
        (AdminOptions.SectionName, typeof(AdminOptions)),
        (AuditOptions.SectionName, typeof(AuditOptions)),
        (SimulationOptions.SectionName, typeof(SimulationOptions)),
    ];

    /// <summary>Gets the names of all sections.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. Ours.Select(ours => ours.Section), .. OfFramework];

    /// <summary>Finds sections that do not exist among settings that are nobody's but the gateway's.</summary>
    /// <exception cref="SettingsException">There is such a section; the message names each.</exception>
    public static void RefuseUnknown(IConfiguration settings) => SettingsException.ThrowIfAny(
    [
        .. Unknown(settings, Names).Select(name => $"{name} is not a setting; there are {string.Join(", ", Names)}."),
        .. Unknown(settings.GetSection(Kestrel), OfKestrel).Select(name =>
            $"{Kestrel}:{name} is not read; {Kestrel} has {string.Join(", ", OfKestrel)}."),
    ]);

    /// <remarks>A file may begin with the name of its schema, for editors.</remarks>
    private static IEnumerable<string> Unknown(IConfiguration settings, IReadOnlyCollection<string> known) =>
        settings.GetChildren().Select(section => section.Key).Where(
            name => name != "$schema" && !known.Contains(name, StringComparer.OrdinalIgnoreCase));
}

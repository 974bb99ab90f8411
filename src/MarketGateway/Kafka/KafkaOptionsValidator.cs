using System.Globalization;
using MarketGateway.Core.Feed;
using Microsoft.Extensions.Options;

namespace MarketGateway.Kafka;

/// <summary>
/// Says what is wrong with <see cref="KafkaOptions"/>: each message names the setting, its value, and what would be
/// right.
/// </summary>
public sealed class KafkaOptionsValidator : IValidateOptions<KafkaOptions>
{
    private const int ConsumersMax = 64;
    private const int PartitionsMax = 1024;

    private static readonly TimeSpan LookBackMax = TimeSpan.FromDays(365);

    /// <summary>Kafka's own limit on the length of a topic's name.</summary>
    internal const int TopicNameLengthMax = 249;

    public ValidateOptionsResult Validate(string? name, KafkaOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();
        ValidateServers(options.BootstrapServers, failures);
        ValidateTopics(options.Topics, failures);
        SourcesValidator.Validate(options, failures);
        ValidateRegistry(options.SchemaRegistry, failures);
        ValidateFile(
            nameof(options.InstrumentFile), options.InstrumentFile, content => InstrumentFile.Parse(content).Faults, failures);
        ValidateFile(nameof(options.AliasFile), options.AliasFile, content => AliasFile.Parse(content).Faults, failures);
        ValidateNumber(nameof(options.Consumers), options.Consumers, 1, ConsumersMax, failures);
        ValidateNumber(nameof(options.EmbeddedPartitions), options.EmbeddedPartitions, 1, PartitionsMax, failures);
        ValidateNumber("Records:RecordBytesMax", options.Records.RecordBytesMax, 1 << 10, 1 << 30, failures);
        ValidateNumber("Records:LevelsMax", options.Records.LevelsMax, 2, 1 << 20, failures);
        ValidateNumber("Records:OrdersMax", options.Records.OrdersMax, 1, 1 << 30, failures);
        ValidateStart(options, failures);
        ValidateTimes(options, failures);
        ValidateProperties(options.Properties, failures);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void ValidateFile(
        string setting, string? path, Func<byte[], IReadOnlyList<string>> faultsOf, List<string> failures)
    {
        if (string.IsNullOrEmpty(path))
        {
            return;
        }

        try
        {
            failures.AddRange(faultsOf(File.ReadAllBytes(path)).Select(fault => Setting(setting, path) + $"{fault}."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failures.Add(Setting(setting, path) + $"it cannot be read: {e.Message}");
        }
    }

    private static void ValidateRegistry(SchemaRegistryOptions registry, List<string> failures)
    {
        const string Section = $"{KafkaOptions.Section}:{nameof(KafkaOptions.SchemaRegistry)}";
        int count = (registry.Url ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Length;
        if (SchemaRegistry.AddressesOf(registry.Url).Length != count)
        {
            failures.Add($"{Section}:Url is '{registry.Url}': it must be addresses like https://registry:8081, with commas between.");
        }

        if (!string.IsNullOrEmpty(registry.CaFile) && !File.Exists(registry.CaFile))
        {
            failures.Add($"{Section}:CaFile is '{registry.CaFile}': there is no such file.");
        }

        if (registry.Timeout < TimeSpan.FromMilliseconds(10) || registry.Timeout > TimeSpan.FromMinutes(5)
            || registry.RetryInterval < TimeSpan.FromMilliseconds(10) || registry.RetryInterval > TimeSpan.FromMinutes(5))
        {
            failures.Add($"{Section}:Timeout and RetryInterval are {registry.Timeout} and {registry.RetryInterval}: they must "
                + "be between 10 ms and 5 minutes.");
        }
    }

    private static void ValidateServers(string? servers, List<string> failures)
    {
        if (string.IsNullOrEmpty(servers))
        {
            return;
        }

        foreach (string server in servers.Split(','))
        {
            if (!IsServer(server.Trim()))
            {
                failures.Add(Setting(nameof(KafkaOptions.BootstrapServers), servers)
                    + $"'{server}' is not host:port; right is for example broker1:9092,broker2:9092, "
                    + "or nothing for the embedded broker.");
                return;
            }
        }
    }

    /// <summary>Takes host:port, and a host alone or [IPv6]:port as librdkafka does.</summary>
    private static bool IsServer(string server)
    {
        int protocol = server.IndexOf("://", StringComparison.Ordinal);
        string address = protocol < 0 ? server : server[(protocol + 3)..];
        int colon = address.EndsWith(']') ? -1 : address.LastIndexOf(':');
        string host = colon < 0 ? address : address[..colon];
        return host.Length > 0
            && !host.Any(char.IsWhiteSpace)
            && (host.StartsWith('[') || !host.Contains(':', StringComparison.Ordinal))
            && (colon < 0 || IsPort(address.AsSpan(colon + 1)));
    }

    private static bool IsPort(ReadOnlySpan<char> text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0;

    private static void ValidateTopics(KafkaTopicNames topics, List<string> failures)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (FeedTopic topic in Enum.GetValues<FeedTopic>())
        {
            string? name = topics[topic];
            if (!IsTopicName(name))
            {
                failures.Add(Setting($"Topics:{topic}", name)
                    + $"a topic's name has 1 to {TopicNameLengthMax} letters, digits, dots, dashes and underscores.");
            }
            else if (!seen.Add(name))
            {
                failures.Add(Setting($"Topics:{topic}", name) + "each of the three topics needs a name of its own.");
            }
        }
    }

    /// <summary>Says whether a topic may have that name.</summary>
    internal static bool IsTopicName(string? name) =>
        name is not (null or "" or "." or "..")
        && name.Length <= TopicNameLengthMax
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static void ValidateNumber(string setting, int value, int min, int max, List<string> failures)
    {
        if (value < min || value > max)
        {
            failures.Add(Setting(setting, value) + $"it must lie between {min} and {max}.");
        }
    }

    private static void ValidateStart(KafkaOptions options, List<string> failures)
    {
        if (!Enum.IsDefined(options.StartPosition))
        {
            failures.Add(Setting(nameof(options.StartPosition), options.StartPosition)
                + $"it must be one of {string.Join(", ", Enum.GetNames<KafkaStartPosition>())}.");
        }

        ValidateTime(nameof(options.LookBack), options.LookBack, TimeSpan.FromSeconds(1), LookBackMax, failures);
    }

    private static void ValidateTimes(KafkaOptions options, List<string> failures)
    {
        TimeSpan shortest = TimeSpan.FromMilliseconds(50);
        TimeSpan longest = TimeSpan.FromHours(1);
        ValidateTime(
            nameof(options.MetadataRefreshInterval), options.MetadataRefreshInterval, shortest, longest, failures);
        ValidateTime(nameof(options.ProbeInterval), options.ProbeInterval, shortest, longest, failures);
        ValidateTime(nameof(options.UnreachableAfter), options.UnreachableAfter, shortest, longest, failures);
        ValidateTime(nameof(options.RequestTimeout), options.RequestTimeout, shortest, longest, failures);
        ValidateTime(nameof(options.SkipLogInterval), options.SkipLogInterval, TimeSpan.Zero, longest, failures);

        // The bounds of librdkafka's own properties.
        TimeSpan millisecond = TimeSpan.FromMilliseconds(1);
        TimeSpan minutes = TimeSpan.FromMinutes(5);
        ValidateTime(nameof(options.FetchWait), options.FetchWait ?? millisecond, millisecond, minutes, failures);
        TimeSpan lingerMin = options.FetchLinger > TimeSpan.Zero ? millisecond : TimeSpan.Zero;
        ValidateTime(nameof(options.FetchLinger), options.FetchLinger, lingerMin, TimeSpan.FromSeconds(1), failures);
        ValidateTime(nameof(options.FetchQueueBackoff), options.FetchQueueBackoff, millisecond, minutes, failures);
        ValidateTime(nameof(options.ReconnectBackoffMax), options.ReconnectBackoffMax, millisecond, longest, failures);
    }

    private static void ValidateTime(string setting, TimeSpan value, TimeSpan min, TimeSpan max, List<string> failures)
    {
        if (value < min || value > max)
        {
            failures.Add(Setting(setting, value) + $"it must lie between {min} and {max} (hours:minutes:seconds).");
        }
    }

    private static void ValidateProperties(IDictionary<string, string> properties, List<string> failures)
    {
        foreach ((string property, string value) in properties)
        {
            string setting = Setting($"{nameof(KafkaOptions.Properties)}:{property}", Shown(property, value));
            if (KafkaClientProperties.Reserved.TryGetValue(property, out string? instead))
            {
                failures.Add(setting + instead);
            }
            else if (Librdkafka.Complaint(property, value) is string complaint)
            {
                failures.Add(setting + $"librdkafka says: {complaint}.");
            }
        }
    }

    /// <summary>Keeps secrets out of messages and logs.</summary>
    private static string Shown(string property, string value) =>
        property.Contains("password", StringComparison.OrdinalIgnoreCase)
        || property.Contains("secret", StringComparison.OrdinalIgnoreCase)
        || property.Contains(".pem", StringComparison.OrdinalIgnoreCase)
            ? "***"
            : value;

    private static string Setting(string setting, object? value) =>
        string.Create(CultureInfo.InvariantCulture, $"{KafkaOptions.Section}:{setting} is '{value}': ");
}

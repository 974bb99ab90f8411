using System.Text.RegularExpressions;
using MarketGateway.Core.Mapping;
using MarketGateway.Core.Schemas;

namespace MarketGateway.Kafka;

/// <summary>Says what is wrong with <c>Kafka:Sources</c>: the place, what stands there, and what would be right.</summary>
internal static class SourcesValidator
{
    public static void Validate(KafkaOptions options, List<string> failures)
    {
        string[] own = options.IsReadingOwnTopics
            ? [options.Topics.Instruments, options.Topics.Books, options.Topics.Ticks] : [];
        var seen = new HashSet<string>(own, StringComparer.Ordinal);
        foreach ((string name, KafkaSourceOptions source) in options.Sources)
        {
            string place = $"{KafkaOptions.Section}:{nameof(KafkaOptions.Sources)}:{name}";
            if (source.Format == KafkaSourceFormat.MarketGateway)
            {
                ValidateOwn(place, source, failures);
                continue;
            }

            ValidateTopics(place, source.Topics, seen, failures);
            ValidateMapping(place, source, failures);
            ValidateSchemas(place, source, options.SchemaRegistry, failures);
            ValidatePatterns(options, name, own, failures);
        }

        if (options.Sources.Values.Count(source => source.Format == KafkaSourceFormat.MarketGateway) > 1)
        {
            failures.Add($"{KafkaOptions.Section}:{nameof(KafkaOptions.Sources)}: only one source may have the format "
                + $"{nameof(KafkaSourceFormat.MarketGateway)}; it reads the topics of Kafka:Topics.");
        }

        bool hasMapped = options.Sources.Values.Any(source => source.Format != KafkaSourceFormat.MarketGateway);
        if ((options.Share is not null || !string.IsNullOrEmpty(options.Partitions)) && hasMapped)
        {
            failures.Add($"{KafkaOptions.Section}:{nameof(KafkaOptions.Sources)} cannot be split by partition: the keys of such "
                + "topics are no symbols. Give each shard topics of its own, and Shards:Members no Partitions.");
        }

        if (seen.Count > SourceTopics.CountMax)
        {
            failures.Add($"{KafkaOptions.Section}:{nameof(KafkaOptions.Sources)} has {seen.Count} topics; at most "
                + $"{SourceTopics.CountMax} are read.");
        }
    }

    private static void ValidateOwn(string place, KafkaSourceOptions source, List<string> failures)
    {
        if (!string.IsNullOrEmpty(source.Topics))
        {
            failures.Add($"{place}:Topics is '{source.Topics}': the format MarketGateway reads the topics of Kafka:Topics; "
                + "give their names there, or another Format here (Json).");
        }

        if (source.Mapping?.Exists() == true)
        {
            failures.Add($"{place}:Mapping is not read: the format MarketGateway needs none; for JSON set Format to Json.");
        }
    }

    private static void ValidateTopics(string place, string? topics, HashSet<string> seen, List<string> failures)
    {
        if (TopicText.EntriesOf(topics).Length == 0)
        {
            failures.Add($"{place}:Topics is '{topics}': it must name the topics, for example raw.binance,raw.binance.rest, "
                + "or match them, ^raw\\.binance\\.");
        }

        foreach (string name in TopicText.NamesOf(topics))
        {
            if (!KafkaOptionsValidator.IsTopicName(name))
            {
                failures.Add($"{place}:Topics is '{topics}': a topic's name has 1 to "
                    + $"{KafkaOptionsValidator.TopicNameLengthMax} letters, digits, dots, dashes and underscores.");
            }
            else if (!seen.Add(name))
            {
                failures.Add($"{place}:Topics is '{topics}': {name} is read already; a topic is read by one source.");
            }
        }
    }

    /// <summary>A pattern must be one, and match no topic that is read under its name by another source.</summary>
    private static void ValidatePatterns(KafkaOptions options, string source, string[] own, List<string> failures)
    {
        string? topics = options.Sources[source].Topics;
        string place = $"{KafkaOptions.Section}:{nameof(KafkaOptions.Sources)}:{source}:Topics is '{topics}'";
        (string Name, string Place)[] others =
        [
            .. own.Select(name => (name, "Kafka:Topics")),
            .. options.Sources.Where(other => other.Key != source && other.Value.Format != KafkaSourceFormat.MarketGateway)
                .SelectMany(other => TopicText.NamesOf(other.Value.Topics).Select(name => (name, $"source {other.Key}"))),
        ];
        foreach (string text in TopicText.PatternsOf(topics))
        {
            try
            {
                Regex pattern = TopicText.Compile(text);
                failures.AddRange(others.Where(other => TopicText.IsMatch(pattern, other.Name)).Select(other =>
                    $"{place}: {text} matches {other.Name}, which {other.Place} names; a topic is read by one source."));
            }
            catch (ArgumentException e)
            {
                failures.Add($"{place}: {text} is no pattern (a regular expression): {e.Message}");
            }
        }
    }

    private static void ValidateSchemas(
        string place, KafkaSourceOptions source, SchemaRegistryOptions registry, List<string> failures)
    {
        bool hasSchemas = !string.IsNullOrEmpty(source.Schemas);
        if (source.Format is not (KafkaSourceFormat.Avro or KafkaSourceFormat.Protobuf))
        {
            if (hasSchemas || source.Message is not null)
            {
                failures.Add($"{place}:{(hasSchemas ? "Schemas" : "Message")} is not read: only Avro and Protobuf have schemas.");
            }
        }
        else if (!hasSchemas && SchemaRegistry.AddressesOf(registry.Url).Length == 0)
        {
            failures.Add($"{place}:Format is '{source.Format}': it needs Kafka:SchemaRegistry:Url (https://registry:8081), or "
                + $"{place}:Schemas, a folder with files like 7.avsc, or one file.");
        }
        else if (hasSchemas && !File.Exists(source.Schemas) && !Directory.Exists(source.Schemas))
        {
            failures.Add($"{place}:Schemas is '{source.Schemas}': there is no such file or folder.");
        }
        else if (File.Exists(source.Schemas))
        {
            ValidateSchema(place, source, failures);
        }
        else if (source.Message is not null)
        {
            failures.Add($"{place}:Message is not read: records with a schema's number say themselves which message they are.");
        }
    }

    private static void ValidateSchema(string place, KafkaSourceOptions source, List<string> failures)
    {
        try
        {
            SourceReaders.Only(source);
        }
        catch (Exception e) when (e is SchemaException or IOException or UnauthorizedAccessException)
        {
            failures.Add($"{place}:Schemas is '{source.Schemas}': {e.Message}.");
        }
    }

    private static void ValidateMapping(string place, KafkaSourceOptions source, List<string> failures)
    {
        try
        {
            SourceMapping.Read(source.Mapping);
        }
        catch (MappingException e)
        {
            failures.AddRange(e.Faults.Select(fault => $"{place}:Mapping: {fault}"));
        }
    }
}

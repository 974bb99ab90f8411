using System.CommandLine;
using System.CommandLine.Parsing;
using MarketGateway.Demo;

namespace MarketGateway.Tools.Commands;

/// <summary>The options that say where to publish; the same for every command that does.</summary>
public sealed class ClusterOptions
{
    private readonly Option<string> _bootstrapServers = new("--bootstrap-servers", "-b")
    {
        Description = "The Kafka cluster: host:port, several separated by commas.",
        HelpName = "HOST:PORT",
        Required = true,
    };

    private readonly Option<string> _topicPrefix = new("--topic-prefix")
    {
        Description = "Topics are named PREFIXinstruments, PREFIXbooks and PREFIXticks.",
        HelpName = "PREFIX",
        DefaultValueFactory = _ => "md.",
    };

    private readonly Option<int> _partitions = OptionValues.Integer(
        "--partitions", "Partitions of topics that have to be created.", 4, 1, 10_000);

    private readonly Option<string[]> _properties = new("--property", "-X")
    {
        Description = "Any librdkafka property, for example security.protocol=SSL; may be repeated.",
        HelpName = "NAME=VALUE",
        AllowMultipleArgumentsPerToken = false,
    };

    public ClusterOptions()
    {
        _properties.Validators.Add(RequireNameAndValue);
        _topicPrefix.Validators.Add(RequireTopicName);
    }

    public void AddTo(Command command)
    {
        AddConnectionTo(command);
        command.Add(_partitions);
    }

    /// <summary>Adds those of a command that creates nothing.</summary>
    public void AddConnectionTo(Command command)
    {
        command.Add(_bootstrapServers);
        command.Add(_topicPrefix);
        command.Add(_properties);
    }

    public FeedCluster Cluster(ParseResult parsed)
    {
        var properties = (parsed.GetValue(_properties) ?? [])
            .Select(property => property.Split('=', 2))
            .GroupBy(property => property[0], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last()[1], StringComparer.Ordinal);
        return new FeedCluster(
            parsed.GetRequiredValue(_bootstrapServers),
            MarketTopics.WithPrefix(parsed.GetRequiredValue(_topicPrefix)),
            properties);
    }

    public int Partitions(ParseResult parsed) => parsed.GetValue(_partitions);

    private static void RequireNameAndValue(OptionResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (token.Value.IndexOf('=', StringComparison.Ordinal) < 1)
            {
                result.AddError($"--property is '{token.Value}' but must be NAME=VALUE.");
            }
        }
    }

    private static void RequireTopicName(OptionResult result)
    {
        var prefix = result.GetValueOrDefault<string>() ?? "";
        if (prefix.Length > 200 || !prefix.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            result.AddError(
                $"--topic-prefix is '{prefix}' but may only have letters, digits, '.', '_' and '-', at most 200.");
        }
    }
}

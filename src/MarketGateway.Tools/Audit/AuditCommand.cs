using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MarketGateway.Tools.Commands;
using MarketGateway.Tools.Map;

namespace MarketGateway.Tools.Audit;

/// <summary><c>mgw audit</c>: what a client held at a moment, made again out of the log and the audit records.</summary>
internal sealed class AuditCommand : Command, IDocumentedCommand
{
    /// <summary>Something of it could not be made again, or not proven, apart from <see cref="MgwCommandLine.Failed"/>.</summary>
    internal const int Unproven = 2;

    private readonly Argument<long> _session = new("SESSION")
    {
        Description = "The session, as 'mgw sessions', the log and its client's welcome name it.",
        CustomParser = ParseSession,
    };

    private readonly Option<long?> _at = new("--at")
    {
        Description = "The moment, UTC: 2026-03-02T14:03:22.5Z, or 14:03:22 of today. Default: the session's last.",
        HelpName = "TIME",
        CustomParser = ParseTime,
    };

    private readonly Option<int?> _flush = OptionValues.OptionalInteger(
        "--flush", "Instead of a moment: after this flush, as its client numbers them.", 1, int.MaxValue);

    private readonly Option<string> _topic = new("--topic")
    {
        Description = "The topic of audit records, the gateway's Audit:Topic.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "md.audit",
    };

    private readonly Option<string> _replica = new("--replica")
    {
        Description = "Which process of the gateway it was, or how its name begins (the pod's).",
        HelpName = "NAME",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<string[]> _symbols = new("--symbol")
    {
        Description = "Only streams of this symbol; may be repeated.",
        HelpName = "SYMBOL",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<TimeSpan?> _lookBack = DurationOption.Create(
        "--look-back", "Read the market's log from so long before the moment only. Default: from its beginning.");

    private readonly Option<int> _levels = OptionValues.Integer("--levels", "Show so many levels and trades.", 10, 1, 1000);

    private readonly Option<string?> _mappedTopic = new("--mapped-topic")
    {
        Description = "The topic of Kafka:Sources that feeds the symbols, where that is none of the gateway's own.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _mapping = new("--mapping")
    {
        Description = "How it is read: a file, or the name of a mapping that comes with the gateway.",
        HelpName = "FILE",
    };

    private readonly SampleForm _form = new();

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object, with all levels." };

    private readonly ClusterOptions _cluster = new();

    private AuditCommand()
        : base("audit", "Show what a client held at a moment, rebuilt from the log and the audit records.")
    {
        Add(_session);
        Add(_at);
        Add(_flush);
        Add(_topic);
        Add(_replica);
        Add(_symbols);
        Add(_lookBack);
        Add(_levels);
        Add(_mappedTopic);
        Add(_mapping);
        _form.AddTo(this);
        Add(_json);
        _cluster.AddConnectionTo(this);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "mgw audit 1f3 --at 14:03:22 --bootstrap-servers localhost:9092",
        "mgw audit 1f3 --at 2026-03-02T14:03:22.5Z -b broker:9093 -X security.protocol=SSL --symbol ESH6 --look-back 10m --json",
        "mgw audit 1f3 -b localhost:9092 --mapped-topic binance.depth --mapping binance --symbol BTCUSDT",
    ];

    public string ExitCodes =>
        "0 all that it held is rebuilt and proven; 1 wrong option, no cluster, no such session; 2 something is missing or WRONG";

    public static Command Create() => new AuditCommand();

    private Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation) => Task.Run(
        async () =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var cluster = _cluster.Cluster(parsed);
            using var reader = new TopicReader(cluster, cancellation);
            var question = new AuditQuestion(
                parsed.GetValue(_at) ?? long.MaxValue, parsed.GetValue(_flush) ?? long.MaxValue, parsed.GetRequiredValue(_replica));
            var session = AuditLog.Follow(reader, parsed.GetRequiredValue(_topic), parsed.GetValue(_session), question);
            var wanted = parsed.GetValue(_symbols) ?? [];
            var held = session.Streams.Where(stream => wanted.Length == 0 || wanted.Contains(stream.Symbol, StringComparer.Ordinal));
            DateTimeOffset? since = parsed.GetValue(_lookBack) is { } lookBack
                ? DateTimeOffset.UnixEpoch.AddMicroseconds(session.Sent.At) - lookBack
                : null;
            var streams = new LogRebuild(reader, cluster.Topics, MappedTopicOf(parsed), since, parsed.GetValue(_levels)).Make(held.ToList())
                .OrderBy(static stream => stream.Held.Symbol, StringComparer.Ordinal).ThenBy(static stream => stream.Held.Number).ToList();
            if (parsed.GetValue(_json))
            {
                await output.WriteLineAsync(AuditReport.Json(session, streams).ToJsonString());
            }
            else
            {
                foreach (var line in AuditReport.Lines(session, streams, parsed.GetValue(_levels)))
                {
                    await output.WriteLineAsync(line);
                }
            }

            return streams.Exists(static stream => stream.IsRight == false || stream.Held.IsUncertain
                || (stream.Problem.Length > 0 && stream.Held.Version is not null))
                ? Unproven
                : MgwCommandLine.Succeeded;
        },
        cancellation);

    private MappedTopic? MappedTopicOf(ParseResult parsed) => (parsed.GetValue(_mappedTopic), parsed.GetValue(_mapping)) switch
    {
        (null, null) => null,
        ({ } topic, { } mapping) => new MappedTopic(topic, MapOptions.Mapping(mapping), _form.Reader(parsed)),
        _ => throw new CommandException("--mapped-topic and --mapping go together: which topic, and how it is read."),
    };

    private static long ParseSession(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            result.AddError($"SESSION is '{text}' but must be a session as 'mgw sessions' shows it, such as 1f3.");
        }

        return number;
    }

    private static long? ParseTime(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            result.AddError($"--at is '{text}' but must be a time such as 2026-03-02T14:03:22.5Z or 14:03:22.");
        }

        return (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    }
}

using System.CommandLine;
using MarketGateway.Client;
using MarketGateway.Tools.Commands;

namespace MarketGateway.Tools.Watch;

/// <summary><c>mgw watch</c>: books, quotes or trades as the gateway streams them, each message proven.</summary>
internal sealed class WatchCommand : Command, IDocumentedCommand
{
    private readonly Argument<string[]> _symbols = new("SYMBOL")
    {
        Description = "Symbols, and patterns with * and ?.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<Uri> _url = UrlOption.Create();

    private readonly Option<string> _channel = new Option<string>("--channel")
    {
        Description = "What to watch of each symbol.",
        DefaultValueFactory = static _ => "book",
    }.AcceptOnlyFromAmong("book", "quote", "trade");

    private readonly SubscriptionSwitches _subscription = new();

    private readonly Option<string> _encoding = new Option<string>("--encoding")
    {
        Description = "The encoding between gateway and mgw.",
        DefaultValueFactory = static _ => "msgpack",
    }.AcceptOnlyFromAmong("msgpack", "json");

    private readonly Option<string?> _token = new("--token")
    {
        Description = "The token that says who you are. Defaults to the environment variable MGW_TOKEN.",
        HelpName = "TOKEN",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print every message as one line of JSON, for other programs to read.",
    };

    private readonly Option<int?> _count = OptionValues.OptionalInteger(
        "--count", "End after so many lines (with --json: messages of data).", 1, int.MaxValue);

    private readonly Option<TimeSpan?> _duration = DurationOption.Create(
        "--duration", "End after this time, such as 30s or 5m.");

    private readonly Option<int> _window = OptionValues.Integer(
        "--window", "At most so many flushes unprocessed; 0 for as many as the line takes.", 0, 0, 1024);

    private readonly Option<bool> _stamps = new("--stamps")
    {
        Description = "Have each flush say when it left: shows how long the line takes; with --json, 'sentAt' and 'newest'.",
    };

    private WatchCommand()
        : base("watch", "Show books, quotes or trades live in the terminal, each message proven.")
    {
        Add(_symbols);
        Add(_url);
        Add(_channel);
        _subscription.AddTo(this);
        Add(_encoding);
        Add(_token);
        Add(_json);
        Add(_count);
        Add(_duration);
        Add(_window);
        Add(_stamps);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "mgw watch ESH6",
        "mgw watch 'ES*' 'CL*' --channel quote --interval 100ms",
        "mgw watch 'ES*' --depth 20 --grouping 4",
        "mgw watch '*' --channel quote --venue XCME,EBS --currency USD --fields bidPrice,askPrice --min-move 4",
        "mgw watch ESH6 --channel trade --history 100 --min-size 10 --json",
        "mgw watch ESH6 --json --count 1000",
        "mgw watch ESH6 --json --stamps --count 1000",
    ];

    public string ExitCodes =>
        "0 ended by Ctrl+C or q; 1 wrong option, no gateway there, no symbol served, or the gateway ended it";

    public static Command Create() => new WatchCommand();

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var channel = Enum.Parse<MarketChannel>(parsed.GetRequiredValue(_channel), ignoreCase: true);
        var options = new WatchOptions(
            parsed.GetRequiredValue(_symbols),
            parsed.GetRequiredValue(_url),
            channel,
            _subscription.Read(parsed, channel),
            parsed.GetValue(_encoding) == "json" ? WireEncoding.Json : WireEncoding.MessagePack,
            parsed.GetValue(_token) ?? Environment.GetEnvironmentVariable("MGW_TOKEN"),
            parsed.GetValue(_duration),
            parsed.GetValue(_window),
            parsed.GetValue(_stamps));
        var count = parsed.GetValue(_count);
        var output = parsed.InvocationConfiguration.Output;
        var errors = parsed.InvocationConfiguration.Error;
        IWatchOutput show = parsed.GetValue(_json) ? new JsonLines(output, count)
            : Console.IsOutputRedirected || output != Console.Out || count is not null ? new PlainLines(output, count)
            : new LiveScreen(options, TimeProvider.System);
        using (show as IDisposable)
        {
            return await new Watching(options, show, errors).RunAsync(cancellation);
        }
    }
}

using System.CommandLine;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using MarketGateway.Client;
using MarketGateway.Tools.Commands;
using MarketGateway.Tools.Watch;

namespace MarketGateway.Tools.Record;

/// <summary><c>mgw record</c>: what a gateway streams into a file that <c>mgw replay</c> reads.</summary>
internal sealed class RecordCommand : Command, IDocumentedCommand
{
    private readonly Argument<string[]> _symbols = new("SYMBOL")
    {
        Description = "Symbols, and patterns with * and ?.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _out = new("--out")
    {
        Description = "The file to write: .csv is CSV of Tardis, .parquet the same as Parquet, .jsonl every message as JSON; .gz behind "
            + ".csv or .jsonl packs it.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<Uri> _url = UrlOption.Create();

    private readonly Option<string> _channel = new Option<string>("--channel")
    {
        Description = "What to record: incremental_book_L2, quotes or trades.",
        DefaultValueFactory = static _ => "book",
    }.AcceptOnlyFromAmong("book", "quote", "trade");

    private readonly Option<int> _depth = OptionValues.Integer(
        "--depth", "Book: levels of each side; 0 for all, as Tardis has it.", 0, 0, 100_000);

    private readonly Option<int> _history = OptionValues.Integer(
        "--history", "Trade: begin with so many past trades.", 0, 0, 1000);

    private readonly Option<int?> _count = OptionValues.OptionalInteger(
        "--count", "End after so many rows, with the message that they come in.", 1, int.MaxValue);

    private readonly Option<TimeSpan?> _duration = DurationOption.Create(
        "--duration", "End after this time, such as 30s or 5m; by Ctrl+C if not given.");

    private readonly Option<string?> _token = new("--token")
    {
        Description = "The token that says who you are. Defaults to the environment variable MGW_TOKEN.",
        HelpName = "TOKEN",
    };

    private RecordCommand()
        : base("record", "Write what a gateway streams into a file that 'mgw replay' reads.")
    {
        Add(_symbols);
        Add(_out);
        Add(_url);
        Add(_channel);
        Add(_depth);
        Add(_history);
        Add(_count);
        Add(_duration);
        Add(_token);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "mgw record ESH6 --out book.csv.gz --duration 10m",
        "mgw record 'ES*' 'NQ*' --channel trade --out trades.csv --count 10000",
        "mgw record ESH6 --depth 10 --out book.jsonl.gz",
        "mgw record '*' --channel quote --out quotes.parquet --duration 1h",
    ];

    public string ExitCodes =>
        "0 recorded, also when ended by Ctrl+C; 1 wrong option, no gateway there, no symbol served, or it ended it";

    public static Command Create() => new RecordCommand();

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var error = parsed.InvocationConfiguration.Error;
        var path = parsed.GetRequiredValue(_out);
        var name = path.EndsWith(".gz", StringComparison.Ordinal) ? path[..^3] : path;
        var isJson = name.EndsWith(".jsonl", StringComparison.Ordinal);
        var isParquet = path.EndsWith(".parquet", StringComparison.Ordinal);
        if (!isJson && !isParquet && !name.EndsWith(".csv", StringComparison.Ordinal))
        {
            throw new CommandException($"--out is '{path}' but must end in .csv, .csv.gz, .parquet, .jsonl or .jsonl.gz.");
        }

        var options = Read(parsed);
        var venues = isJson ? [] : await VenuesAsync(options, cancellation);
        await using TextWriter file = isParquet ? new ParquetRows(File.Create(path)) : new StreamWriter(
            path == name ? File.Create(path) : new GZipStream(File.Create(path), CompressionLevel.Optimal),
            new UTF8Encoding(false));
        var count = parsed.GetValue(_count);
        var tardis = isJson ? null : new TardisRecorder(
            file, options.Channel, symbol => venues.GetValueOrDefault(symbol, ""), TimeProvider.System, count);
        using var json = isJson ? new JsonLines(file, count) : null;
        try
        {
            return await new Watching(options, (IWatchOutput?)tardis ?? json!, error).RunAsync(cancellation);
        }
        finally
        {
            await error.WriteLineAsync(
                tardis is null ? $"wrote {path}" : $"wrote {tardis.RowCount:N0} rows to {path}"
                    + (tardis.LeftOut > 0 ? $"; {tardis.LeftOut:N0} cancels, corrections and rolled-up trades have no "
                        + "place in it: a .jsonl has them" : ""));
        }
    }

    private WatchOptions Read(ParseResult parsed)
    {
        var channel = Enum.Parse<MarketChannel>(parsed.GetRequiredValue(_channel), ignoreCase: true);
        return new WatchOptions(
            parsed.GetRequiredValue(_symbols),
            parsed.GetRequiredValue(_url),
            channel,
            new SubscriptionOptions
            {
                Depth = channel == MarketChannel.Book ? parsed.GetValue(_depth) : 0,
                History = channel == MarketChannel.Trade ? parsed.GetValue(_history) : 0,
            },
            WireEncoding.MessagePack,
            parsed.GetValue(_token) ?? Environment.GetEnvironmentVariable("MGW_TOKEN"),
            parsed.GetValue(_duration),
            Window: 0);
    }

    /// <summary>Which venue each symbol is of: the stream does not say.</summary>
    private static async Task<Dictionary<string, string>> VenuesAsync(WatchOptions options, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        if (options.Token is { } token)
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        var url = new UriBuilder(new Uri(options.Url, "instruments"))
        {
            Scheme = options.Url.Scheme == "wss" ? "https" : "http",
        };
        try
        {
            var instruments = JsonNode.Parse(await http.GetStringAsync(url.Uri, cancellation))!["instruments"]!.AsArray();
            return instruments.ToDictionary(
                static each => (string)each!["symbol"]!, static each => (string?)each!["venue"] ?? "", StringComparer.Ordinal);
        }
        catch (HttpRequestException unreachable)
        {
            throw new CommandException(
                $"No gateway there: {unreachable.Message}. Start one with 'dotnet run --project src/MarketGateway', "
                + "name another with --url, or show a token with --token or MGW_TOKEN.");
        }
    }
}

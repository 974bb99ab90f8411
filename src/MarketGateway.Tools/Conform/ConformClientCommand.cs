using System.Collections.Concurrent;
using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using MarketGateway.Client;
using MarketGateway.Tools.Commands;

namespace MarketGateway.Tools.Conform;

/// <summary>
/// <c>mgw conform-client</c>: the C# client in the hands of <c>mgw conform</c>. An example of how few lines that takes.
/// </summary>
internal sealed class ConformClientCommand : Command, IDocumentedCommand
{
    private ConformClientCommand()
        : base("conform-client", "Be the C# client that 'mgw conform' tries; asked by lines on the standard input.")
    {
        Hidden = true;
        SetAction(static (parsed, cancellation) =>
            RunAsync(Console.In, parsed.InvocationConfiguration.Output, cancellation));
    }

    public IReadOnlyList<string> Examples { get; } = ["mgw conform-client"];

    public string ExitCodes => "0 when the standard input has ended";

    public static Command Create() => new ConformClientCommand();

    private static async Task<int> RunAsync(TextReader lines, TextWriter answers, CancellationToken cancellation)
    {
        await using var client = new AskedClient();
        return await client.RunAsync(lines, answers, cancellation);
    }

    private sealed class AskedClient : IMarketListener, IAsyncDisposable
    {
        private readonly ConcurrentDictionary<ClientStream, bool> _streams = new();
        private MarketClient? _client;
        private string _token = "";
        private volatile TaskCompletionSource? _busy;

        public void OnMessage(ClientStream stream, DataMessage message, ApplyVerdict verdict) =>
            _streams[stream] = true;

        public void OnStatus(ClientStream stream) => _streams[stream] = true;

        public ValueTask OnFlushAsync(long flush) => _busy is { } busy ? new ValueTask(busy.Task) : default;

        public async Task<int> RunAsync(TextReader lines, TextWriter answers, CancellationToken cancellation)
        {
            while (await lines.ReadLineAsync(cancellation) is { } line)
            {
                JsonObject answer;
                try
                {
                    answer = Do(JsonNode.Parse(line)!.AsObject());
                }
                catch (Exception mistake)
                    when (mistake is JsonException or ArgumentException or InvalidOperationException)
                {
                    answer = new JsonObject { ["error"] = mistake.Message };
                }

                await answers.WriteLineAsync(answer.ToJsonString());
                await answers.FlushAsync(cancellation);
            }

            return MgwCommandLine.Succeeded;
        }

        public ValueTask DisposeAsync() => _client?.DisposeAsync() ?? ValueTask.CompletedTask;

        private JsonObject Do(JsonObject command)
        {
            switch ((string?)command["do"])
            {
                case "connect":
                    Connect(command);
                    break;
                case "subscribe":
                    Subscribe(command["request"]!.AsObject());
                    break;
                case "token":
                    _token = (string)command["token"]!;
                    break;
                case "busy":
                    _busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    break;
                case "free":
                    var busy = _busy;
                    _busy = null;
                    busy?.SetResult();
                    break;
                case "state":
                    return State();
                default:
                    return new JsonObject { ["error"] = "not known here" };
            }

            return new JsonObject { ["ok"] = true };
        }

        private void Connect(JsonObject command)
        {
            _token = (string?)command["token"] ?? "";
            var hasToken = _token.Length > 0;
            _client = new MarketClient(
                new MarketClientOptions
                {
                    Urls = [.. command["urls"]!.AsArray().Select(static url => new Uri((string)url!))],
                    Window = (int)command["window"]!,
                    Stamps = (bool?)command["stamps"] ?? false,
                    HeartbeatInterval = TimeSpan.FromMilliseconds((int)command["heartbeatMs"]!),
                    Reconnect = new ReconnectBackoff
                    {
                        Min = TimeSpan.FromMilliseconds(5),
                        Max = TimeSpan.FromMilliseconds(200),
                    },
                    TokenProvider = hasToken ? _ => ValueTask.FromResult(_token) : null,
                },
                this);
            _ = _client.ConnectAsync();
        }

        private void Subscribe(JsonObject request)
        {
            string[] symbols = [.. request["symbols"]!.AsArray().Select(static each => (string)each!)];
            var options = new SubscriptionOptions
            {
                Depth = (int?)request["depth"] ?? 0,
                Grouping = (int?)request["grouping"] ?? 0,
                Orders = (bool?)request["orders"] ?? false,
                Interval = TimeSpan.FromMilliseconds((int?)request["intervalMs"] ?? 0),
                History = (int?)request["history"] ?? 0,
                Fields = request["fields"] is JsonArray fields
                    ? fields.Aggregate(QuoteFields.None, static (all, name) =>
                        all | Enum.Parse<QuoteFields>((string)name!, ignoreCase: true))
                    : QuoteFields.None,
            };
            Task _ = (string?)request["channel"] switch
            {
                "quote" => _client!.SubscribeQuoteAsync(symbols, options),
                "trade" => _client!.SubscribeTradesAsync(symbols, options),
                _ => _client!.SubscribeBookAsync(symbols, options),
            };
        }

        private JsonObject State() => new()
        {
            ["state"] = _client!.State.ToString().ToLowerInvariant(),
            ["lagging"] = _client.State == ClientState.Lagging,
            ["epoch"] = _client.Epoch,
            ["streams"] = new JsonArray([.. _streams.Keys.Select(View)]),
        };

        private static JsonNode View(ClientStream stream)
        {
            var proof = stream.Integrity;
            var view = new JsonObject
            {
                ["symbol"] = stream.Symbol,
                ["channel"] = stream.Channel.ToString().ToLowerInvariant(),
                ["depth"] = stream.Terms.Depth,
                ["grouping"] = stream.Terms.Grouping,
                ["minTradeSize"] = stream.Terms.MinTradeSize,
                ["state"] = stream.State.ToString().ToLowerInvariant(),
                ["version"] = stream.Version,
                ["account"] = proof.IsAccountComplete ? proof.MergedTotal : null,
            };
            if (stream.Phase != MarketPhase.Unknown)
            {
                view["phase"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(stream.Phase.ToString());
            }

            if (stream.Version is null)
            {
                return view;
            }

            if (stream.Newest is { } newest)
            {
                view["newest"] = (newest - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            }

            switch (stream)
            {
                case ClientBook book:
                    view["bids"] = Levels(book.View().Bids, book.Terms.Orders);
                    view["asks"] = Levels(book.View().Asks, book.Terms.Orders);
                    break;
                case ClientQuote quote:
                    view["fields"] = new JsonObject(Enum.GetValues<QuoteFields>()
                        .Where(field => field != QuoteFields.None && long.IsPow2((long)field)
                            && (stream.Terms.Fields & field) != 0)
                        .Select(field => new KeyValuePair<string, JsonNode?>(
                            JsonNamingPolicy.CamelCase.ConvertName(field.ToString()), quote[field])));
                    break;
                case ClientTrades trades:
                    view["trades"] = new JsonArray([.. trades.Recent().Select(TradeView)]);
                    break;
                default:
                    break;
            }

            return view;
        }

        private static JsonNode TradeView(Trade trade) => new JsonArray(
            trade.Version, trade.OccurredAt, trade.Price, trade.Size, (int)trade.Aggressor, trade.TradeId);

        private static JsonArray Levels(IEnumerable<BookLevel> levels, bool hasOrders) => new([.. levels.Select(level =>
            (JsonNode)(hasOrders
                ? new JsonArray(level.Price, level.Size, level.Orders)
                : new JsonArray(level.Price, level.Size)))]);
    }
}

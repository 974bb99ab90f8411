using System.Text;

namespace MarketGateway.Client;

/// <summary>Puts the requests of schemas/wire, section 3, together.</summary>
internal static class Requests
{
    /// <summary>What the gateway surely takes of array elements in one request.</summary>
    private const int SymbolsMax = 1000;

    // Generous estimates in either encoding: quotes, separators; three integers below 2^53 and a generation for a resume
    // point.
    private const int FrameBytes = 512;
    private const int SymbolBytes = 8;
    private const int ResumeBytes = 96;

    private static readonly TimeSpan DefaultHeartbeat = TimeSpan.FromSeconds(1);
    private static readonly string[] Channels = ["quote", "book", "trade"];

    /// <summary>Whether the gateway's defaults are not what we want.</summary>
    public static bool NeedsHello(MarketClientOptions options) =>
        options.HeartbeatInterval != DefaultHeartbeat || options.Window > 0 || options.MaxBytesPerSecond > 0
        || options.Name.Length > 0 || options.Stamps;

    public static WireMap Hello(long id, MarketClientOptions options)
    {
        var hello = new WireMap
        {
            ["op"] = "hello",
            ["id"] = id,
            ["heartbeatMs"] = (long)options.HeartbeatInterval.TotalMilliseconds,
            ["window"] = (long)options.Window,
            ["maxBytesPerSecond"] = options.MaxBytesPerSecond,
            ["client"] = options.Name,
        };
        if (options.Stamps)
        {
            // Not asked for otherwise: a gateway of an earlier version does not know the key.
            hello["stamps"] = true;
        }

        return hello;
    }

    public static WireMap Ping(long id) => new() { ["op"] = "ping", ["id"] = id };

    public static WireMap Ack(long flush) => new() { ["op"] = "ack", ["flush"] = flush };

    public static WireMap OfStreams(string op, long id, IEnumerable<long> streams) => new()
    {
        ["op"] = op,
        ["id"] = id,
        ["streams"] = streams.Select(static number => (object?)number).ToList(),
    };

    public static WireMap Update(
        long id, MarketChannel channel, SubscriptionOptions options, IEnumerable<long> streams)
    {
        var request = OfStreams("update", id, streams);
        ParameterWriter.WriteChangeable(request, channel, options);
        return request;
    }

    public static WireMap Auth(long id, string token) => new() { ["op"] = "auth", ["id"] = id, ["token"] = token };

    public static WireMap UnsubscribePatterns(long id, MarketChannel channel, IEnumerable<string> patterns) => new()
    {
        ["op"] = "unsubscribe",
        ["id"] = id,
        ["channel"] = Channels[(int)channel],
        ["symbols"] = patterns.Select(static pattern => (object?)pattern).ToList(),
    };

    public static bool IsPattern(string symbol) => symbol.AsSpan().ContainsAny('*', '?');

    /// <summary>One subscription as one or more requests, none of them larger than the gateway takes.</summary>
    public static List<WireMap> Subscribe(
        MarketSubscription subscription, string? resumeEpoch, int requestBytesMax)
    {
        var resumes = resumeEpoch is null ? [] : ResumePoints(subscription);
        return Divide("subscribe", subscription, subscription.Symbols, resumes, resumeEpoch, requestBytesMax);
    }

    /// <summary>The same for some of its symbols, and from nothing.</summary>
    public static List<WireMap> SubscribeAgain(
        MarketSubscription subscription, IReadOnlyList<string> symbols, int requestBytesMax) =>
        Divide("subscribe", subscription, symbols, [], null, requestBytesMax);

    /// <summary>The same for the state once; what the subscription holds is of no importance.</summary>
    public static List<WireMap> Snapshot(MarketSubscription once, int requestBytesMax) =>
        Divide("snapshot", once, once.Symbols, [], null, requestBytesMax);

    /// <summary>The same request under a number of its own; <c>op</c> and <c>id</c> come first.</summary>
    public static WireMap WithId(WireMap request, long id)
    {
        var numbered = new WireMap { ["op"] = request.Op, ["id"] = id };
        foreach (var (key, value) in request)
        {
            numbered[key] = value;
        }

        return numbered;
    }

    private static List<WireMap> Divide(
        string op,
        MarketSubscription subscription,
        IReadOnlyList<string> symbols,
        Dictionary<string, ResumePoint> resumes,
        string? resumeEpoch,
        int requestBytesMax)
    {
        var parameters = new WireMap();
        ParameterWriter.Write(parameters, subscription.Channel, subscription.Options, isOnce: op == "snapshot");
        var bytesMax = requestBytesMax - FrameBytes - RequestWriter.Write(parameters, WireEncoding.Json).Length;
        var requests = new List<WireMap>();
        var part = NewPart();

        // Patterns go last: what they match is offered with them, after the symbols that are named.
        foreach (var symbol in symbols.OrderBy(IsPattern))
        {
            if (!part.TryAdd(symbol, resumes))
            {
                requests.Add(part.ToRequest(resumeEpoch));
                part = NewPart();
                part.TryAdd(symbol, resumes);
            }
        }

        part.AddMatches(resumes);
        requests.Add(part.ToRequest(resumeEpoch));
        return requests;

        Part NewPart() => new(op, subscription.Channel, parameters, bytesMax);
    }

    private static Dictionary<string, ResumePoint> ResumePoints(MarketSubscription subscription)
    {
        var points = new Dictionary<string, ResumePoint>(StringComparer.Ordinal);
        foreach (var stream in subscription.AllStreams())
        {
            if (stream.GetResumePoint(subscription.Options) is { } point)
            {
                points.Add(stream.Symbol, point);
            }
        }

        return points;
    }

    /// <summary>One request in the making.</summary>
    private sealed class Part(string op, MarketChannel channel, WireMap parameters, int bytesMax)
    {
        private readonly List<object?> _symbols = [];
        private readonly WireMap _resume = [];
        private int _bytes;
        private bool _hasPattern;

        public bool TryAdd(string symbol, Dictionary<string, ResumePoint> resumes)
        {
            var bytes = BytesOf(symbol);
            var isResumed = resumes.TryGetValue(symbol, out var point);
            var added = bytes + (isResumed ? bytes + ResumeBytes : 0);
            if (_symbols.Count > 0 && (_symbols.Count == SymbolsMax || _bytes + added > bytesMax))
            {
                return false;
            }

            _bytes += added;
            _symbols.Add(symbol);
            _hasPattern |= IsPattern(symbol);
            if (isResumed)
            {
                resumes.Remove(symbol);
                _resume[symbol] = ToList(point);
            }

            return true;
        }

        /// <summary>Adds the points of symbols that a pattern found; those that find no room get a snapshot.</summary>
        public void AddMatches(Dictionary<string, ResumePoint> resumes)
        {
            if (!_hasPattern)
            {
                return;
            }

            foreach (var (symbol, point) in resumes)
            {
                _bytes += BytesOf(symbol) + ResumeBytes;
                if (_bytes > bytesMax)
                {
                    return;
                }

                _resume[symbol] = ToList(point);
            }
        }

        public WireMap ToRequest(string? epoch)
        {
            var request = new WireMap
            {
                ["op"] = op,
                ["channel"] = Channels[(int)channel],
                ["symbols"] = _symbols,
            };
            foreach (var (key, value) in parameters)
            {
                request[key] = value;
            }

            if (_resume.Count > 0)
            {
                request["resume"] = new WireMap { ["epoch"] = epoch, ["streams"] = _resume };
            }

            return request;
        }

        private static int BytesOf(string symbol) => Encoding.UTF8.GetByteCount(symbol) + SymbolBytes;

        private static List<object?> ToList(ResumePoint point) =>
            [point.Version, point.BidEdge, point.AskEdge, point.Generation];
    }
}

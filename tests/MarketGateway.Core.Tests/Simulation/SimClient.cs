using System.Text;
using System.Text.Json;
using MarketGateway.Core.Books;
using MarketGateway.Core.Delivery;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;
using MarketGateway.Core.Tests.Conflation;

namespace MarketGateway.Core.Tests.Simulation;

/// <summary>A client that follows the contract, and misbehaves only where that allows it: slow, away, undecided.</summary>
internal sealed partial class SimClient(Random random, Random stamps, string token, WireFormat? format)
{
    private readonly Dictionary<long, HeldStream> _streams = [];
    private readonly Queue<string> _heard = new();
    private readonly List<Asked> _asks = [];
    private readonly Queue<string> _shown = new();
    private string _allowed = "";
    private readonly WireFormat _format = format ?? (WireFormat)random.Next(2);
    private Dictionary<(string Symbol, string Channel), HeldStream> _offered = [];
    private SimReplica? _replica;
    private Task _request = Task.CompletedTask;
    private string _token = token;
    private string _epoch = "";
    private long _received;
    private int _window;
    private HeardStamps _times = new();

    public SimTransport Transport { get; private set; } = null!;

    public Session Session { get; private set; } = null!;

    public SimReplica Replica => _replica!;

    /// <summary>Gets a value indicating whether the client has read all that there is for it.</summary>
    public bool IsUpToDate => Transport is { Arrived.Count: 0, IsStuck: false };

    public IReadOnlyDictionary<long, HeldStream> Streams => _streams;

    public bool MayAsk => _request.IsCompleted && !Session.IsEnded;

    /// <summary>Connects, perhaps to another replica; what was held is offered with the next subscribe.</summary>
    public void Connect(SimReplica replica)
    {
        if (_replica is not null)
        {
            _offered = [];
            foreach (var held in _streams.Values.Where(held => held.IsOffered))
            {
                _offered[(held.Symbol, held.Channel)] = held;
            }
        }

        _streams.Clear();
        _asks.Clear();
        _shown.Clear();
        _allowed = _token;
        _replica = replica;
        _received = 0;
        Transport = new SimTransport(random) { Slowness = random.Next(4) == 0 ? random.Next(10) : 0 };
        Session = replica.Hub.Open(Transport, _format, SessionAdmission.Of(SimReplica.RightsOf(_token)));
        _request = Task.CompletedTask;
        _times = new HeardStamps();
        var wantsStamps = stamps.Next(2) == 0 ? ",\"stamps\":true" : "";
        _window = random.Next(3) == 0 ? random.Next(1, 5) : 0;
        var bytes = random.Next(6) == 0 ? 20_000 : 0;
        Ask($$"""{"op":"hello","window":{{_window}},"heartbeatMs":{{(random.Next(2) == 0 ? 30_000 : random.Next(250, 3_000))}},"maxBytesPerSecond":{{bytes}}{{wantsStamps}}}""");
    }

    /// <summary>Asks for something.</summary>
    public void Ask()
    {
        var any = _streams.Count == 0 ? 1 : _streams.Keys.ElementAt(random.Next(_streams.Count));
        switch (random.Next(20))
        {
            case < 7:
                Subscribe();
                break;
            case 7 or 8:
                Ask($$"""{"op":"unsubscribe","streams":[{{any}}]}""");
                break;
            case 9:
                Ask($$"""{"op":"unsubscribe","channel":"book","symbols":["A*","{{FeedLog.NameOf(random.Next(4))}}"]}""");
                break;
            case 10 or 11:
                Ask($$"""{"op":"update","streams":[{{any}}],"intervalMs":{{Interval()}}}""");
                break;
            case 12 or 13:
                Update(any);
                break;
            case 14:
                Ask($$"""{"op":"pause","streams":[{{any}}]}""");
                break;
            case 15 or 16:
                Ask("""{"op":"resume"}""");
                break;
            case 17:
                Ask($$"""{"op":"resync","streams":[{{any}}]}""");
                break;
            case 18:
                Ask("""{"op":"snapshot","channel":"book","symbols":["A*"],"depth":2}""");
                break;
            default:
                _token = random.Next(3) == 0 ? "A" : "all";
                _shown.Enqueue(_token);
                Ask($$"""{"op":"auth","token":"{{_token}}"}""");
                break;
        }
    }

    /// <summary>Reads some of the flushes that have arrived.</summary>
    public void Read(int countMax)
    {
        for (; countMax > 0 && Transport.Arrived.TryDequeue(out var flush); countMax--)
        {
            _received++;
            foreach (var message in _times.Read(WireReader.ReadFlush(flush, _format)))
            {
                _heard.Enqueue(Short(message));
                if (message is List<object?> data)
                {
                    Apply(WireMessage.Of(data));
                }
                else
                {
                    Follow((Dictionary<string, object?>)message!);
                }
            }
        }
    }

    public void Acknowledge()
    {
        if (_window > 0 && MayAsk && _received > 0)
        {
            Ask($$"""{"op":"ack","flush":{{_received}}}""");
        }
    }

    /// <summary>Proves that what the lane takes the client for is what it holds. To be called when all has arrived.</summary>
    public void AssertIsWhereItIsBelievedToBe(Subscriptions believed)
    {
        Assert.Equal(_streams.Values.Count(held => !held.IsOnce), believed.Count);
        foreach (var slot in believed.Slots)
        {
            var cursor = believed.CursorOf(slot);
            var number = believed.StreamOf(slot).Number;
            Assert.True(_streams.TryGetValue(number, out var held), $"the client holds stream {number}");
            var version = cursor.Version == Core.Conflation.StreamCursor.Nowhere ? null : (long?)cursor.Version;
            if (cursor.Position.Epoch == believed.StreamOf(slot).Channel.Epoch)
            {
                Assert.True(
                    version is null || version == held.Version,
                    $"{held.Symbol} {held.Channel} holds {held.Version}, believed {cursor.Position} {believed.StateOf(slot)}; {Describe(believed, slot)}");
            }

            Assert.Equal(cursor.SentGeneration!.Name, held.Generation);
            Assert.Equal(WireName.Of(cursor.SentStatus!.State), held.State);
            AssertAccount(held, cursor.Position.SettledNumber, cursor.Position);
        }
    }

    /// <summary>Proves that the client holds the market as it is: nothing waits for it any more.</summary>
    public void AssertHoldsTheMarket(Subscriptions believed)
    {
        foreach (var slot in believed.Slots)
        {
            var stream = believed.StreamOf(slot);
            var held = _streams[stream.Number];
            if (believed.StateOf(slot) == SubscriptionState.Paused)
            {
                // It hears of another status with the next heartbeat.
                continue;
            }

            Assert.Equal(WireName.Of(stream.Status.State), held.State);
            if (believed.CursorOf(slot).PriceMove is not null)
            {
                continue;
            }

            Assert.False(
                stream.Channel.HasState && stream.IsAheadOf(believed.CursorOf(slot)),
                $"{held.Symbol} {held.Channel} {believed.StateOf(slot)} stands at {believed.CursorOf(slot).Position}; {Describe(believed, slot)}");
        }
    }

    private string Describe(Subscriptions believed, int slot) => believed.OwnOf(slot) is { } own
        ? $"queued {own.IsQueued} awaited {own.AwaitedBy is not null} due {own.DueAt} pace {own.Terms.IntervalMs} window {_window} may ask {MayAsk} asked {_asked} received {_received} can {own.CanStepIn} status {own.Stream.Stream.IsSentAllButData(own)} heard {string.Join("; ", _heard.TakeLast(3))}"
        : "in step";

    private static void AssertAccount(HeldStream held, long settled, Core.Conflation.Position position)
    {
        if (held.Account is not { } account || position.Version != held.Version)
        {
            return;
        }

        held.AccountBase ??= settled - account;
        Assert.True(
            held.AccountBase.Value + account == settled,
            $"{held.Symbol} {held.Channel}: {account} since {held.AccountBase} is not {settled}");
    }

    private int Interval() => random.Next(6) switch { 0 or 1 => 50, 2 => 1_000, _ => 0 };

    private string _asked = "";

    private void Ask(string json)
    {
        _asked = json;
        if (_request.IsCompleted)
        {
            _request.GetAwaiter().GetResult();
        }

        _request = Session.HandleAsync(_format == WireFormat.Json
            ? Encoding.UTF8.GetBytes(json)
            : MessagePackText.FromJson(JsonDocument.Parse(json).RootElement)).AsTask();
    }

    private void Apply(WireMessage message)
    {
        Assert.True(
            _streams.TryGetValue(message.Stream, out var held),
            $"{message.Kind} of {message.Stream} only of what is held; last were {string.Join("; ", _heard.TakeLast(12))}");
        Assert.True(held.Generation is not null, "what numbers mean is sent before them");
        Assert.True(_allowed == "all" || held.Symbol.StartsWith(_allowed, StringComparison.Ordinal), "nothing but what is allowed");
        held.Apply(message);
        if (held.IsOnce && --held.Awaited == 0)
        {
            _streams.Remove(message.Stream);
        }
    }

    private void Follow(Dictionary<string, object?> control)
    {
        switch ((string)control["op"]!)
        {
            case "welcome" when (string)control["epoch"]! == _epoch:
                break;
            case "welcome" or "epoch":
                // Versions of another log mean nothing: each stream begins anew.
                _epoch = (string)control["epoch"]!;
                _offered.Clear();
                foreach (var held in _streams.Values)
                {
                    held.BeginAnew();
                }

                break;
            case "subscribed":
                var asked = control["id"] is long id ? _asks[(int)id] : null;
                Each(control, "streams", entry => Begin(entry, asked));
                foreach (var entry in (List<object?>)control["resumed"]!)
                {
                    Resume((List<object?>)entry!, asked!);
                }

                break;
            case "authenticated":
                _allowed = _shown.Dequeue();
                break;
            case "snapshot":
                Each(control, "streams", Await);
                break;
            case "updated":
                Each(control, "streams", Exchange);
                break;
            case "unsubscribed":
                ((List<object?>)control["streams"]!).ForEach(number => Assert.True(_streams.Remove((long)number!), "only what is held ends"));
                break;
            case "status":
                ((List<object?>)control["streams"]!).ForEach(number =>
                {
                    Assert.True(_streams.TryGetValue((long)number!, out var held), "a status only of what is held");
                    held.State = (string)control["state"]!;
                });
                break;
        }
    }

    private static string Short(object? message) => message is List<object?> data
        ? string.Join(' ', data.Take(5))
        : JsonSerializer.Serialize(message) is { Length: > 400 } text ? text[..400] : JsonSerializer.Serialize(message);

    private static void Each(Dictionary<string, object?> control, string key, Action<Dictionary<string, object?>> act) =>
        ((List<object?>)control[key]!).ForEach(entry => act((Dictionary<string, object?>)entry!));

    private static HeldStream Describe(Dictionary<string, object?> entry, bool isOnce = false) =>
        Restate(new HeldStream((string)entry["symbol"]!, (string)entry["channel"]!) { IsOnce = isOnce }, entry);

    private static HeldStream Restate(HeldStream held, Dictionary<string, object?> entry)
    {
        held.Generation = (string?)entry["generation"];
        held.State = (string)entry["state"]!;
        held.Depth = (int)(long)entry["depth"]!;
        held.MinTradeSize = (long)entry["minTradeSize"]!;
        held.Grouping = (int)(long)entry["grouping"]!;
        held.HasOrders = entry.ContainsKey("orders");
        var goesOn = (string)entry["start"]! == "delta";
        held.MayBegin |= !goesOn;
        held.HeldGeneration = goesOn ? held.Generation : held.HeldGeneration;
        held.Fields = (QuoteFields)(long)entry["fields"]!;
        return held;
    }

    private void Resume(List<object?> entry, Asked asked)
    {
        var symbol = (string)entry[0]!;
        Assert.True(asked.Offers.Remove(symbol, out var offered), "only what was offered is resumed");
        var held = new HeldStream(symbol, asked.Channel)
        {
            Depth = asked.Depth,
            Grouping = asked.Grouping,
            HasOrders = asked.HasOrders,
            MinTradeSize = asked.MinTradeSize,
            Fields = asked.Fields,
            Generation = $"{offered.Generation!.Split('.')[0]}.{entry[2]}.{entry[3]}",
            State = "live",
        };
        held.GoOnFrom(offered);
        _streams.Add((long)entry[1]!, held);
    }

    private void Begin(Dictionary<string, object?> entry, Asked? asked)
    {
        var number = (long)entry["stream"]!;
        if (_streams.TryGetValue(number, out var known))
        {
            Restate(known, entry);
            return;
        }

        var held = Describe(entry);
        _streams.Add(number, held);
        HeldStream? offered = null;
        if (asked?.Offers.Remove(held.Symbol, out offered) == true && (string)entry["start"]! == "delta")
        {
            held.GoOnFrom(offered!);
        }
        else if (offered is not null)
        {
            held.Version = offered.Version;
        }
    }

    private void Await(Dictionary<string, object?> entry)
    {
        var number = (long)entry["stream"]!;
        if (!_streams.TryGetValue(number, out var held))
        {
            _streams.Add(number, held = Describe(entry, isOnce: true));
        }

        Restate(held, entry).Awaited++;
    }

    private void Exchange(Dictionary<string, object?> entry)
    {
        Assert.True(_streams.Remove((long)entry["was"]!, out var was), "only what is held is updated");
        var number = (long)entry["stream"]!;
        if (number == (long)entry["was"]!)
        {
            _streams.Add(number, Restate(was, entry));
            return;
        }

        var held = Describe(entry);
        var heldGeneration = held.HeldGeneration;
        held.GoOnFrom(was);
        held.HeldGeneration = heldGeneration;
        _streams.Add(number, held);
    }

    private sealed record Asked(
        string Channel,
        int Depth,
        int Grouping,
        bool HasOrders,
        long MinTradeSize,
        QuoteFields Fields,
        Dictionary<string, HeldStream> Offers);
}

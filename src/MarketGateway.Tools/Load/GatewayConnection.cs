using MarketGateway.Client;

namespace MarketGateway.Tools.Load;

/// <summary>One session of a load on the gateway: asks for its streams and proves every message of theirs.</summary>
internal sealed class GatewayConnection(
    LoadOptions options, int number, IReadOnlyList<string> symbols, string? token, LoadLatency latency)
    : LoadConnection(options.PaceOf(number), options.SlowBytesPerSecond)
{
    private const string Subprotocol = "marketgateway.v1.msgpack";

    private readonly Dictionary<long, LoadStream> _streams = [];
    private readonly Dictionary<(string, MarketChannel), LoadStream> _held = [];
    private readonly MessagePackDecoder _control = new();
    private readonly DataMessage _scrap = new();
    private int _answersAwaited = options.Channels.Count;
    private int _statesAwaited;
    private string _epoch = "";
    private long _flush;
    private long _acknowledged;

    public IEnumerable<LoadStream> Streams => _streams.Values;

    /// <summary>Gets or sets where an earlier connection stood: what is asked for is resumed from there.</summary>
    public GatewayConnection? Predecessor { get; init; }

    /// <summary>Gets how many streams were answered with a delta, where a predecessor was.</summary>
    public int Resumed { get; private set; }

    protected override async Task<Stream> OpenAsync(CancellationToken cancellation)
    {
        var stream = await Handshake.ConnectAsync(options.Url, Subprotocol, token, ReceiveBufferBytes, cancellation);
        foreach (var request in LoadRequests.Opening(options, symbols, Predecessor is { } before ? before.Stand : null))
        {
            Send(FrameWriter.Write(FrameReader.Binary, request));
        }

        return stream;
    }

    protected override void OnMessage(ReadOnlyMemory<byte> message, long receivedAt)
    {
        _flush++;
        while (!message.IsEmpty)
        {
            var marker = message.Span[0];
            var isData = marker is (>= 0x90 and <= 0x9f) or 0xdc or 0xdd;
            message = message[(isData ? ReadData(message.Span, receivedAt) : ReadControl(message))..];
        }

        if (options.Window > 0 && 2 * (_flush - _acknowledged) >= options.Window)
        {
            _acknowledged = _flush;
            Send(FrameWriter.Write(FrameReader.Binary, LoadRequests.Ack(_flush)));
        }
    }

    /// <summary>Where the client stands in a channel, as a resume says it.</summary>
    private WireMap? Stand(MarketChannel channel)
    {
        var positions = new WireMap();
        foreach (var stream in _streams.Values.Where(held => held.Channel == channel && held.Version is not null))
        {
            positions[stream.Symbol] = new List<object?>
            {
                stream.Version, Edge(stream.Bids, stream.Depth), Edge(stream.Asks, stream.Depth), stream.Generation,
            };
        }

        return positions.Count == 0 ? null : new WireMap { ["epoch"] = _epoch, ["streams"] = positions };
    }

    private static long? Edge(BookSide side, int depth) =>
        depth > 0 && side.Count == depth ? side[side.Count - 1].Price : null;

    private int ReadData(ReadOnlySpan<byte> bytes, long receivedAt)
    {
        try
        {
            var reader = new WireSpan(bytes);
            var elements = reader.ReadArrayHeader();
            var kind = (MessageKind)reader.ReadInteger();
            var number = reader.ReadInteger();
            if (!_streams.TryGetValue(number, out var stream))
            {
                throw new LoadException($"data of stream {number}, which this session does not hold");
            }

            Counts.Messages++;
            ReadBody(ref reader, stream, kind, elements, receivedAt);
            if (stream.IsFresh)
            {
                stream.IsFresh = false;
                Counts.StateBytes += reader.Position;
            }

            return reader.Position;
        }
        catch (Exception unreadable) when (unreadable is IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            throw new LoadException("a data message that ends too early");
        }
    }

    private void ReadBody(ref WireSpan reader, LoadStream stream, MessageKind kind, int elements, long receivedAt)
    {
        var isSnapshot = kind is MessageKind.BookSnapshot or MessageKind.QuoteSnapshot;
        var isFirst = stream.Version is null;
        var (from, to, merged, oldest) =
            (reader.ReadOptional(), reader.ReadInteger(), reader.ReadOptional(), reader.ReadOptional());
        if (!stream.TryAdvance(isSnapshot, from, to, merged))
        {
            Counts.ChainBreaks++;
        }

        Counts.Updates += merged ?? 0;
        switch (kind)
        {
            case MessageKind.BookSnapshot or MessageKind.BookDelta when stream.Channel == MarketChannel.Book:
                ReadBook(ref reader, stream, isSnapshot);
                break;
            case MessageKind.QuoteSnapshot or MessageKind.QuoteDelta when stream.Channel == MarketChannel.Quote:
                ReadQuote(ref reader, stream, isSnapshot);
                break;
            case MessageKind.Trades or MessageKind.TradeRollup or MessageKind.TradeCancel or MessageKind.TradeCorrection
                when stream.Channel == MarketChannel.Trade:
                SkipIntegers(ref reader, elements - LoadRequests.HeadElements);
                break;
            default:
                throw new LoadException($"kind {kind} on a stream of channel {stream.Channel}");
        }

        if (isFirst)
        {
            CountState();
        }
        else if (!isSnapshot && !stream.IsFresh && merged > 0 && oldest is { } occurredAt)
        {
            latency.Record(receivedAt - occurredAt);
        }
    }

    private void ReadBook(ref WireSpan reader, LoadStream stream, bool isSnapshot)
    {
        stream.ReadSide(ref reader, isSnapshot, stream.Bids);
        stream.ReadSide(ref reader, isSnapshot, stream.Asks);
        CountChecksum(stream.Prove((uint)reader.ReadInteger()));
    }

    private void ReadQuote(ref WireSpan reader, LoadStream stream, bool isSnapshot)
    {
        if (isSnapshot)
        {
            Array.Clear(stream.Fields);
        }

        var bits = reader.ReadInteger();
        reader.ReadArrayHeader();
        for (var bit = 0; bits != 0; bit++, bits >>= 1)
        {
            if ((bits & 1) != 0)
            {
                stream.Fields[bit] = reader.ReadOptional();
            }
        }

        CountChecksum(stream.Prove((uint)reader.ReadInteger()));
    }

    private void CountChecksum(bool isRight)
    {
        Counts.Checksums++;
        Counts.ChecksumFailures += isRight ? 0 : 1;
    }

    /// <summary>Reads over so many values: integers, nil, and arrays of them.</summary>
    private static void SkipIntegers(ref WireSpan reader, int values)
    {
        for (; values > 0; values--)
        {
            if (reader.IsNextArray)
            {
                SkipIntegers(ref reader, reader.ReadArrayHeader());
            }
            else
            {
                reader.ReadOptional();
            }
        }
    }

    private int ReadControl(ReadOnlyMemory<byte> message)
    {
        _control.Begin(message);
        try
        {
            _control.Read(_scrap, out var control);
            OnControl(control!);
            return message.Length - _control.Left;
        }
        catch (WireFormatException unreadable)
        {
            throw new LoadException(unreadable.Message);
        }
    }

    private void OnControl(WireMap control)
    {
        switch (control.Op)
        {
            case "welcome":
                _epoch = control.Text("epoch");
                break;
            case "subscribed":
                OnSubscribed(control);
                break;
            case "error":
                throw new LoadException($"a request was refused: {control.Text("code")}, {control.Text("message")}");
            case "epoch":
                throw new LoadException("the log was replaced during the run");
            default:
                break;
        }
    }

    private void OnSubscribed(WireMap control)
    {
        if (control.IntegerOrNull("id") is not { } id)
        {
            Renew(control);
            return;
        }

        // The requests are numbered by their channels, from 1; see LoadRequests.Opening.
        var asked = options.Channels[(int)id - 1];
        var resumed = control.Lists("resumed").Select(entry => ResumedEntry.WriteOut(entry, asked, options.Subscription));
        foreach (var entry in control.Maps("streams").Concat(resumed))
        {
            var channel = Enum.Parse<MarketChannel>(entry.Text("channel"), ignoreCase: true);
            var stream = Predecessor?._held.GetValueOrDefault((entry.Text("symbol"), channel));
            var isResumed = entry.Text("start") == "delta" && stream?.Version is not null;
            Resumed += isResumed ? 1 : 0;
            stream ??= new LoadStream(entry.Text("symbol"), channel, (int)entry.Integer("depth"));
            stream.Shown = StreamTerms.Read(entry).Fields;
            stream.Generation = entry.ContainsKey("generation") ? entry.TextOrNull("generation") : stream.Generation;
            stream.IsFresh = true;
            _held[(stream.Symbol, channel)] = stream;
            _streams[entry.Integer("stream")] = stream;

            // A stream that is resumed has its state; one that is still loading has none to send.
            _statesAwaited += isResumed || entry.Text("state") == "loading" || stream.Version is not null ? 0 : 1;
        }

        Counts.Refusals += control.Maps("errors").Count();
        _answersAwaited -= control.Flag("more") ? 0 : 1;
        CheckReady();
    }

    /// <summary>Nobody's answer: streams that are held are of another generation, and a snapshot follows.</summary>
    private void Renew(WireMap control)
    {
        foreach (var entry in control.Maps("streams"))
        {
            if (_streams.TryGetValue(entry.Integer("stream"), out var stream))
            {
                stream.Generation = entry.TextOrNull("generation");
            }
        }
    }

    private void CountState()
    {
        _statesAwaited--;
        CheckReady();
    }

    private void CheckReady()
    {
        if (_answersAwaited <= 0 && _statesAwaited <= 0)
        {
            MarkReady();
        }
    }
}

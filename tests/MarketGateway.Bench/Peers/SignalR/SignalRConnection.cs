using System.Text;
using MarketGateway.Tools.Load;
using MessagePack;

namespace MarketGateway.Bench.Peers.SignalR;

/// <summary>
/// One client of a SignalR server, as lean as the gateway's: reads the hub protocol off the socket (length, then
/// MessagePack array) and proves chain, state and count.
/// </summary>
internal sealed class SignalRConnection : LoadConnection
{
    private const int Invocation = 1;
    private const int Completion = 3;
    private const int Closing = 7;
    private const int NonVoidResult = 3;

    private readonly Dictionary<string, PeerStream> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PeerStream>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly LoadOptions _options;
    private readonly IReadOnlyList<string> _symbols;
    private readonly LoadLatency _latency;
    private readonly bool _isConflated;
    private bool _isGreeted;

    public SignalRConnection(
        LoadOptions options, int number, IReadOnlyList<string> symbols, bool isConflated, LoadLatency latency)
        : base(options.PaceOf(number), options.SlowBytesPerSecond)
    {
        _options = options;
        _symbols = symbols;
        _isConflated = isConflated;
        _latency = latency;
        _byText = _streams.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public IEnumerable<PeerStream> Streams => _streams.Values;

    protected override byte[]? GoodbyeFrame => null;

    protected override async Task<Stream> OpenAsync(CancellationToken cancellation)
    {
        var stream = await Handshake.ConnectAsync(_options.Url, null, null, ReceiveBufferBytes, cancellation);
        Send(FrameWriter.Write(FrameReader.Text, "{\"protocol\":\"messagepack\",\"version\":1}\u001e"u8));
        Send(FrameWriter.Write(FrameReader.Binary, Subscribe()));
        return stream;
    }

    protected override void OnMessage(ReadOnlyMemory<byte> message, long receivedAt)
    {
        var bytes = message.Span;
        if (!_isGreeted)
        {
            // What follows may stand in the same message.
            if (!bytes.StartsWith("{}\u001e"u8))
            {
                throw new LoadException($"the hub refuses with {bytes.Length} bytes");
            }

            _isGreeted = true;
            bytes = bytes[3..];
        }

        while (!bytes.IsEmpty)
        {
            var length = ReadLength(ref bytes);
            ReadHubMessage(new WireSpan(bytes[..length]), length, receivedAt);
            bytes = bytes[length..];
        }
    }

    /// <summary>Seven bits a byte, lowest first.</summary>
    private static int ReadLength(ref ReadOnlySpan<byte> bytes)
    {
        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[0];
            bytes = bytes[1..];
            length |= (part & 0x7f) << shift;
            if (part < 0x80)
            {
                return length;
            }
        }
    }

    private void ReadHubMessage(WireSpan reader, int length, long receivedAt)
    {
        reader.ReadArrayHeader();
        switch (reader.ReadInteger())
        {
            case Invocation:
                reader.ReadMapHeader();
                reader.ReadOptional();
                var target = reader.ReadText();
                reader.ReadArrayHeader();
                Counts.Messages++;
                if (target.SequenceEqual("b"u8))
                {
                    ReadBook(ref reader, receivedAt);
                }
                else
                {
                    ReadTick(ref reader, receivedAt);
                }

                break;
            case Completion:
                ReadStates(ref reader, length);
                break;
            case Closing:
                throw new LoadException("the hub closed the connection");
            default:
                break;
        }
    }

    private void ReadStates(ref WireSpan reader, int length)
    {
        reader.ReadMapHeader();
        reader.ReadText();
        if (reader.ReadInteger() != NonVoidResult)
        {
            throw new LoadException("the hub method failed");
        }

        Counts.StateBytes += length;
        for (var rest = reader.ReadArrayHeader(); rest > 0; rest--)
        {
            reader.ReadArrayHeader();
            var symbol = Encoding.UTF8.GetString(reader.ReadText());
            var stream = _streams[symbol] = new PeerStream(symbol);
            reader.ReadInteger();
            stream.BookVersion = reader.ReadInteger();
            reader.ReadInteger();
            reader.ReadInteger();
            PeerStream.ReadSide(ref reader, isWhole: true, stream.Bids);
            PeerStream.ReadSide(ref reader, isWhole: true, stream.Asks);
            stream.TickVersion = ReadQuote(ref reader);
        }

        MarkReady();
    }

    private void ReadBook(ref WireSpan reader, long receivedAt)
    {
        reader.ReadArrayHeader();
        var stream = Find(reader.ReadText());
        var (from, to, merged, oldest) =
            (reader.ReadInteger(), reader.ReadInteger(), reader.ReadInteger(), reader.ReadInteger());
        Counts.ChainBreaks += from == stream.BookVersion ? 0 : 1;
        stream.BookVersion = to;
        stream.Merged += merged;
        Counts.Updates += merged;
        PeerStream.ReadSide(ref reader, _isConflated, stream.Bids);
        PeerStream.ReadSide(ref reader, _isConflated, stream.Asks);
        ReadQuote(ref reader);
        _latency.Record(receivedAt - oldest);
    }

    private void ReadTick(ref WireSpan reader, long receivedAt)
    {
        reader.ReadArrayHeader();
        var stream = Find(reader.ReadText());
        Counts.ChainBreaks += reader.ReadInteger() == stream.TickVersion ? 0 : 1;
        stream.TickVersion = reader.ReadInteger();
        stream.Merged++;
        Counts.Updates++;
        var occurredAt = reader.ReadInteger();
        for (var rest = reader.ReadArrayHeader(); rest > 0; rest--)
        {
            reader.ReadInteger();
        }

        _latency.Record(receivedAt - occurredAt);
    }

    /// <summary>Reads the quote of a state; answers its version.</summary>
    private static long ReadQuote(ref WireSpan reader)
    {
        var version = long.MinValue;
        var count = reader.ReadArrayHeader();
        for (var i = 0; i < count; i++)
        {
            var value = reader.ReadInteger();
            version = i == 0 ? value : version;
        }

        return version;
    }

    private PeerStream Find(ReadOnlySpan<byte> symbol)
    {
        Span<char> text = stackalloc char[symbol.Length];
        text = text[..Encoding.UTF8.GetChars(symbol, text)];
        return _byText.TryGetValue(text, out var stream) ? stream
            : throw new LoadException($"an update of {text}, which was not asked for");
    }

    // Hub protocol: length, then [1, headers, invocationId, target, arguments, streams]
    private byte[] Subscribe()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(6);
        writer.Write(Invocation);
        writer.WriteMapHeader(0);
        writer.Write("1");
        writer.Write(nameof(MarketHub.Subscribe));
        writer.WriteArrayHeader(1);
        writer.WriteArrayHeader(_symbols.Count);
        foreach (var symbol in _symbols)
        {
            writer.Write(symbol);
        }

        writer.WriteArrayHeader(0);
        writer.Flush();
        var message = new List<byte>();
        var length = buffer.WrittenCount;
        for (; length >= 0x80; length >>= 7)
        {
            message.Add((byte)(length | 0x80));
        }

        message.Add((byte)length);
        return [.. message, .. buffer.WrittenSpan];
    }
}

using MarketGateway.Bench.Peers.SignalR;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Protocol;
using MarketGateway.Tools.Replay;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace MarketGateway.Bench.Scenarios;

/// <summary>The gateway's own market, books and encoders on a replay, with a client at each pace.</summary>
internal sealed class WireMarket(params WireRun[] runs)
{
    private readonly Market _market = new(new MarketOptions(), TimeProvider.System);
    private readonly MessagePackHubProtocol _hub = new();
    private readonly FlushBuffer _output = new();
    private MarketStream? _stream;
    private MarketSymbol? _symbol;

    public void Apply(IEnumerable<ReplayRecord> records)
    {
        var offset = 0L;
        foreach (var record in records)
        {
            _symbol = (MarketSymbol)_market.Resolve(record.Instrument.Key)!;
            var from = offset++;
            if (_market.Apply(record.Topic, 0, offset, _symbol, record.Update) != DecodeError.None ||
                record.Topic != FeedTopic.Books)
            {
                continue;
            }

            _stream ??= Subscribe(_symbol);
            foreach (var run in runs)
            {
                run.Updates++;
                CountForwarded(run, record.Update, from, offset);
                Send(run, record.Update.OccurredAt);
            }
        }
    }

    private MarketStream Subscribe(MarketSymbol symbol)
    {
        MarketStream? stream = null;
        foreach (var cursor in runs.SelectMany(static run => (WireCursor[])[run.OursAt, run.JsonAt, run.SnapshotAt]))
        {
            stream = symbol.Acquire(new StreamKey(Channel.Book, WireRun.Depth), _market.StreamNumbers, cursor);
            cursor.Follower = new WireFollower(stream);
        }

        return stream!;
    }

    private void Send(WireRun run, long occurredAt)
    {
        if (!run.OursAt.Follower.IsChanged || !run.TryTakeTurn(occurredAt))
        {
            return;
        }

        run.Messages++;
        run.Ours += Write(run.OursAt, WireFormat.MessagePack);
        run.Prove(_output.Written);
        run.NamedJson += WireRun.Framed(NamedJson.SizeOf(_symbol!, _output.Written));
        run.Json += Write(run.JsonAt, WireFormat.Json);
        run.SnapshotAt.RequestSnapshot();
        run.Snapshots += Write(run.SnapshotAt, WireFormat.MessagePack);
        if (run.IsPaced)
        {
            var book = _symbol!.Books.Book;
            run.SignalR += Size(new BookMessage
            {
                Symbol = _symbol.Symbol,
                From = run.OursAt.Version,
                To = run.OursAt.Version,
                Merged = 1,
                Oldest = occurredAt,
                Bids = PeerSymbol.Levels(book.Bids, WireRun.Depth),
                Asks = PeerSymbol.Levels(book.Asks, WireRun.Depth),
            });
        }
    }

    private int Write(WireCursor cursor, WireFormat format)
    {
        _output.Clear();
        cursor.Follower.Look();
        cursor.SentStatus = _stream!.Status;
        cursor.SentGeneration = _stream.Generation;
        _stream.Write(cursor, format, _output);
        return WireRun.Framed(_output.Length);
    }

    /// <summary>SignalR (a) forwards every update as it came.</summary>
    private void CountForwarded(WireRun run, FeedUpdate update, long from, long to)
    {
        if (!run.IsPaced)
        {
            run.SignalR += Size(new BookMessage
            {
                Symbol = _symbol!.Symbol,
                From = from,
                To = to,
                Merged = 1,
                Oldest = update.OccurredAt,
                Bids = PeerMarket.Flat(update.Bids),
                Asks = PeerMarket.Flat(update.Asks),
            });
        }
    }

    private int Size(BookMessage message) => WireRun.Framed(
        _hub.GetMessageBytes(new InvocationMessage(PeerMarket.BookTarget, [message])).Length);
}

using System.Globalization;
using System.Text;
using MarketGateway.Client;
using MarketGateway.Core.Feed;
using MarketGateway.Tools.Record;
using MarketGateway.Tools.Replay;
using MarketGateway.Tools.Tests.Replay;
using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Tools.Tests.Record;

/// <summary>What is recorded is what a replay reads, and the other way round.</summary>
public sealed class TardisRecorderTests
{
    private const string Book =
        """
        exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount
        XCME,ESH6,1000000,1000000,true,bid,4750.5,12
        XCME,ESH6,1000000,1000000,true,bid,4750,3
        XCME,ESH6,1000000,1000000,true,ask,4750.75,9.25
        XCME,ESH6,1000010,1000010,false,bid,4750.5,0
        XCME,ESH6,1000010,1000010,false,ask,4751,4
        XCME,ESH6,1000500,1000500,false,ask,4750.75,1

        """;

    private const string Trades =
        """
        exchange,symbol,timestamp,local_timestamp,id,side,price,amount
        XCME,ESH6,1000001,1000001,17,buy,4750.75,2
        XCME,ESH6,1000002,1000002,,sell,4750.5,1.5
        XCME,ESH6,1000003,1000003,18,unknown,4750,1

        """;

    private const string Quotes =
        """
        exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount
        XCME,ESH6,1000001,1000001,9,4750.75,4750.5,12
        XCME,ESH6,1000002,1000002,,,4750.25,0.5
        XCME,ESH6,1000003,1000003,1,4751,,

        """;

    [Theory]
    [InlineData(Book, MarketChannel.Book, "csv")]
    [InlineData(Trades, MarketChannel.Trade, "csv")]
    [InlineData(Quotes, MarketChannel.Quote, "csv")]
    [InlineData(Book, MarketChannel.Book, "parquet")]
    [InlineData(Trades, MarketChannel.Trade, "parquet")]
    [InlineData(Quotes, MarketChannel.Quote, "parquet")]
    public void What_is_recorded_and_replayed_and_recorded_is_the_same(string recorded, MarketChannel channel, string form)
    {
        using var files = new TemporaryFiles();
        var path = files.Write($"recorded.{form}", recorded);

        Assert.Equal(recorded, RecordReplayOf(path, channel));
    }

    [Fact]
    public void Two_messages_of_one_moment_are_two_records_when_they_are_replayed()
    {
        using var files = new TemporaryFiles();
        var file = new StringWriter();
        var recorder = new TardisRecorder(file, MarketChannel.Book, _ => "XCME", new FakeTimeProvider());
        var book = new ClientBook("ESH6");
        book.Acknowledge(1, Terms(0, 0), continues: false, new SubscriptionOptions());
        Take(recorder, book, "[1,1,null,1,0,1000000,[10,5],[12,5],0]");
        Take(recorder, book, "[2,1,1,2,1,1000000,[10,4],[],0]");
        Take(recorder, book, "[2,1,2,3,1,1000000,[10,3],[12,1],0]");

        Assert.Equal(
            [
                "BookSnapshot 1000000 1 10:5 12:5", "BookDelta 1000000 2 10:4", "BookDelta 1000000 3 10:3 12:1",
            ],
            RecordsOf(files.Write("recorded.csv", file.ToString())));
    }

    [Theory]
    [InlineData("ESH4_incremental_book_L2.csv.gz", MarketChannel.Book)]
    [InlineData("ESH4_trades.csv.gz", MarketChannel.Trade)]
    public void Real_data_is_the_same_record_by_record_when_it_was_recorded_and_replayed(string name, MarketChannel channel)
    {
        using var files = new TemporaryFiles();
        var real = DataSet.Require(name);

        var recorded = files.Write("recorded.csv.gz", RecordReplayOf(real, channel));
        Assert.Equal(RecordsOf(real), RecordsOf(recorded));

        // And once more: what was recorded is as good as what it was recorded from.
        var again = files.Write("again.csv", RecordReplayOf(recorded, channel));
        Assert.Equal(RecordsOf(real), RecordsOf(again));

        // As Parquet too.
        var parquet = files.Write("again.parquet", RecordReplayOf(recorded, channel));
        Assert.Equal(RecordsOf(real), RecordsOf(parquet));
    }

    [Fact]
    public void What_a_client_drops_at_its_depth_is_written_as_gone()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddSeconds(1));
        var file = new StringWriter();
        var recorder = new TardisRecorder(file, MarketChannel.Book, _ => "XCME", time);
        var book = new ClientBook("ESH6");
        book.Acknowledge(1, Terms(0, 0) with { Depth = 1 }, continues: false, new SubscriptionOptions());
        Take(recorder, book, "[1,1,null,1,0,1000000,[10,5],[12,5],0]");
        Take(recorder, book, "[2,1,1,2,1,1000000,[11,4],[],0]");

        Assert.EndsWith(
            "XCME,ESH6,1000000,1000001,false,bid,11,4\nXCME,ESH6,1000000,1000001,false,bid,10,0\n",
            file.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_proven_is_not_written()
    {
        var file = new StringWriter();
        var recorder = new TardisRecorder(file, MarketChannel.Book, _ => "XCME", new FakeTimeProvider());
        var book = new ClientBook("ESH6");

        recorder.OnMessage(book, Read("[2,1,1,2,1,1000000,[11,4],[],0]"), ApplyVerdict.ChecksumWrong);

        Assert.Equal(0, recorder.RowCount);
    }

    /// <summary>Plays a file as a gateway would send it, one message for each record, into a recorder.</summary>
    private static string RecordReplayOf(string path, MarketChannel channel)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        var file = new StringWriter();
        using var replay = TardisReplay.Open(
            [path], new TardisReplayOptions { SnapshotInterval = TimeSpan.Zero }, static bad => Assert.Fail(bad.ToString()));
        var definition = replay.Instruments.Single().Definition;
        var symbol = replay.Instruments.Single().Symbol;
        var recorder = new TardisRecorder(file, channel, _ => definition.Venue, time);
        ClientStream stream = channel switch
        {
            MarketChannel.Trade => new ClientTrades(symbol, 100),
            MarketChannel.Quote => new ClientQuote(symbol),
            _ => new ClientBook(symbol),
        };
        stream.Acknowledge(
            1, Terms(definition.PriceScale, definition.SizeScale), continues: false, new SubscriptionOptions());
        var version = 0;
        foreach (var record in replay.Records().Where(static record => record.Topic != FeedTopic.Instruments))
        {
            var at = record.Update.OccurredAt;
            time.SetUtcNow(DateTimeOffset.UnixEpoch.AddTicks(at * TimeSpan.TicksPerMicrosecond));
            Take(recorder, stream, MessageOf(record.Update, version, ++version));
        }

        return file.ToString();
    }

    /// <summary>All that records say, but for definitions: kind, times, numbers, levels, trades.</summary>
    private static List<string> RecordsOf(string path)
    {
        using var replay = TardisReplay.Open(
            [path], new TardisReplayOptions { SnapshotInterval = TimeSpan.Zero }, static bad => Assert.Fail(bad.ToString()));
        return [.. replay.Records().Where(static record => record.Topic != FeedTopic.Instruments).Select(TextOf)];
    }

    private static string TextOf(ReplayRecord record)
    {
        var update = record.Update;
        var levels = string.Concat(update.Bids.ToArray().Concat(update.Asks.ToArray())
            .Select(static level => Invariant($" {level.Price}:{level.Size}")));
        var trade = update.Kind == FeedUpdateKind.Trade
            ? Invariant($" {update.Price} {update.Size} {update.Aggressor} {update.TradeId} {update.Volume}") : "";
        return Invariant($"{update.Kind} {update.OccurredAt} {update.Sequence}") + levels + trade;
    }

    private static StreamTerms Terms(int priceScale, int sizeScale) =>
        new(0, TimeSpan.Zero, 0, priceScale, sizeScale, 1) { Fields = (QuoteFields)((1 << 14) - 1) };

    private static string MessageOf(FeedUpdate update, int from, int to) => update.Kind switch
    {
        FeedUpdateKind.Trade => Invariant($"[5,1,{(from == 0 ? "null" : from)},{to},{(from == 0 ? 0 : 1)},{update.OccurredAt},")
            + Invariant($"[[{to},{update.OccurredAt},{update.Price},{update.Size},{(int)update.Aggressor},")
            + (update.TradeId?.ToString(CultureInfo.InvariantCulture) ?? "null") + "]]]",
        FeedUpdateKind.Quote => Invariant($"[3,1,null,{to},0,{update.OccurredAt},{8192 + 15},[{Nil(update.BidPrice)},")
            + $"{SizeOf(update.BidPrice, update.BidSize)},{Nil(update.AskPrice)},{SizeOf(update.AskPrice, update.AskSize)},"
            + Invariant($"{update.OccurredAt}],0]"),
        _ => Invariant($"[{(update.Kind == FeedUpdateKind.BookSnapshot ? 1 : 2)},1,{(from == 0 ? "null" : from)},{to},1,")
            + Invariant($"{update.OccurredAt},[{Levels(update.Bids)}],[{Levels(update.Asks)}],0]"),
    };

    private static string SizeOf(long? price, long? size) => price is null or 0 ? "null" : Nil(size);

    private static string Nil(long? value) => value is null or 0 ? "null" : Invariant($"{value}");

    private static string Levels(ReadOnlySpan<Core.Books.PriceLevel> levels)
    {
        var text = new StringBuilder();
        foreach (var (price, size) in levels)
        {
            text.Append(text.Length > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{price},{size}");
        }

        return text.ToString();
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static void Take(TardisRecorder recorder, ClientStream stream, string message)
    {
        var read = Read(message);
        stream.Apply(read);
        recorder.OnMessage(stream, read, ApplyVerdict.Applied);
    }

    private static DataMessage Read(string message)
    {
        var decoder = new JsonDecoder();
        var read = new DataMessage();
        decoder.Begin(Encoding.UTF8.GetBytes(message + "\n"));
        Assert.Equal(WireItem.Data, decoder.Read(read, out _));
        return read;
    }
}

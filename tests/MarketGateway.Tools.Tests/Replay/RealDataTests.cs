using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Tools.Replay;

namespace MarketGateway.Tools.Tests.Replay;

/// <summary>An hour and more of the real ES future, around the close before Christmas.</summary>
public sealed class RealDataTests
{
    private const string BookFile = "ESH4_incremental_book_L2.csv.gz";
    private const string TradesFile = "ESH4_trades.csv.gz";
    private const string TruthFile = "ESH4_truth.jsonl.gz";

    private static readonly TardisReplayOptions Plain = new() { SnapshotInterval = TimeSpan.Zero };

    [Fact]
    public void The_real_book_file_is_45502_records_of_58636_rows()
    {
        using var replay = TardisReplay.Open([DataSet.Require(BookFile)], Plain, Refuse);

        var last = 0L;
        var count = 0;
        foreach (var record in replay.Records().Where(r => r.Topic == FeedTopic.Books))
        {
            Assert.True(record.RowsConsumed > last);
            last = record.RowsConsumed;
            count++;
        }

        Assert.Equal(58_636, replay.RowCount);
        Assert.Equal(58_636, last);
        Assert.Equal(45_502, count);
    }

    [Fact]
    public void Its_scales_and_tick_size_are_found()
    {
        using var replay = TardisReplay.Open(
            [DataSet.Require(BookFile), DataSet.Require(TradesFile)], Plain, Refuse);

        var instrument = Assert.Single(replay.Instruments);
        Assert.Equal("ESH4", instrument.Symbol);
        Assert.Equal(("XCME", 2, 0, 25L), (
            instrument.Definition.Venue,
            instrument.Definition.PriceScale,
            instrument.Definition.SizeScale,
            instrument.Definition.TickSize));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public void A_book_made_of_the_records_holds_the_truth_at_all_94_points(int snapshotSeconds)
    {
        var truth = ReadTruth();
        using var replay = TardisReplay.Open(
            [DataSet.Require(BookFile)],
            Plain with
            {
                CutAfterBookRows = truth.Keys.ToHashSet(),
                SnapshotInterval = TimeSpan.FromSeconds(snapshotSeconds),
            },
            Refuse);
        var book = new PlainBook();
        var compared = 0;

        foreach (var record in replay.Records().Where(r => r.Topic == FeedTopic.Books))
        {
            book.Apply(record.Update);
            if (truth.TryGetValue(record.RowsConsumed, out var expected))
            {
                Assert.Equal(expected.Bids, book.TopBids(10));
                Assert.Equal(expected.Asks, book.TopAsks(10));
                compared += record.IsRepeatedSnapshot ? 0 : 1;
            }
        }

        Assert.Equal(94, truth.Count);
        Assert.Equal(94, compared);
    }

    [Fact]
    public void Two_of_the_truths_points_lie_inside_a_group_and_cost_one_record_more_each()
    {
        var truth = ReadTruth();
        using var replay = TardisReplay.Open(
            [DataSet.Require(BookFile)], Plain with { CutAfterBookRows = truth.Keys.ToHashSet() }, Refuse);

        Assert.Equal(45_502 + 2, replay.Records().Count(r => r.Topic == FeedTopic.Books));
    }

    [Fact]
    public void The_real_trades_are_2973_with_a_volume_that_is_their_sum()
    {
        using var replay = TardisReplay.Open([DataSet.Require(TradesFile)], Plain, Refuse);
        var (count, volume, unknown) = (0, 0L, 0);

        foreach (var record in replay.Records().Where(r => r.Update.Kind == FeedUpdateKind.Trade))
        {
            volume += record.Update.Size;
            unknown += record.Update.Aggressor == Aggressor.Unknown ? 1 : 0;
            Assert.Equal(volume, record.Update.Volume);
            Assert.Equal(++count, record.Update.Sequence);
            Assert.Equal(480_025, record.Update.Open);
        }

        Assert.Equal((2_973, 1), (count, unknown));
    }

    [Fact]
    public void Both_files_merge_in_the_order_of_time()
    {
        using var replay = TardisReplay.Open(
            [DataSet.Require(BookFile), DataSet.Require(TradesFile)], Plain, Refuse);
        var (last, count) = (0L, 0);

        foreach (var record in replay.Records().Where(r => r.Topic != FeedTopic.Instruments))
        {
            Assert.True(record.Update.OccurredAt >= last);
            last = record.Update.OccurredAt;
            count++;
        }

        Assert.Equal(45_502 + 2_973, count);
    }

    private static void Refuse(BadRow row) => Assert.Fail(row.ToString());

    private static Dictionary<long, Truth> ReadTruth()
    {
        using var file = File.OpenRead(DataSet.Require(TruthFile));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        var truth = new Dictionary<long, Truth>();
        while (reader.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            truth.Add(
                root.GetProperty("row").GetInt64(),
                new Truth(Levels(root.GetProperty("bids")), Levels(root.GetProperty("asks"))));
        }

        return truth;
    }

    private static List<(long Price, long Size)> Levels(JsonElement levels) =>
        [.. levels.EnumerateArray().Select(level => (
            (long)(decimal.Parse(level[0].GetString()!, CultureInfo.InvariantCulture) * 100),
            level[1].GetInt64()))];

    private sealed record Truth(List<(long Price, long Size)> Bids, List<(long Price, long Size)> Asks);
}

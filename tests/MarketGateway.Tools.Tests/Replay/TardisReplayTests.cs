using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Tools.Replay;

namespace MarketGateway.Tools.Tests.Replay;

public sealed class TardisReplayTests : IDisposable
{
    private const long T0 = 1_703_545_200_000_000;
    private const long T1 = T0 + 1_000_000;

    private readonly TemporaryFiles _files = new();
    private readonly List<BadRow> _badRows = [];

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Consecutive_rows_of_one_timestamp_are_one_record()
    {
        var path = _files.WriteBook("book.csv",
            $"{T0},true,bid,4799.0,16", $"{T0},true,ask,4799.25,3",
            $"{T1},false,bid,4799.0,0", $"{T1},false,bid,4798.75,4",
            $"{T1 + 1},false,ask,4799.25,7");

        var records = Replay([path]);

        Assert.Equal(
            ["Instrument 0 []", "BookSnapshot 1 [479900:16 479925:3]", "BookDelta 2 [479900:0 479875:4]",
                "BookDelta 3 [479925:7]"],
            records.Select(r => r.Text));
        Assert.Equal([0L, 2, 4, 5], records.Select(r => r.RowsConsumed));
        Assert.Equal([0L, T0, T1, T1 + 1], records.Select(r => r.OccurredAt));
    }

    [Fact]
    public void A_snapshot_and_a_delta_of_the_same_timestamp_are_two_records()
    {
        var path = _files.WriteBook("book.csv", $"{T0},true,bid,10,1", $"{T0},false,bid,10,2");

        Assert.Equal(
            ["BookSnapshot 1 [10:1]", "BookDelta 2 [10:2]"], Replay([path]).Skip(1).Select(r => r.Text));
    }

    [Fact]
    public void A_cut_inside_a_snapshot_goes_on_as_a_delta_that_adds_to_it()
    {
        var path = _files.WriteBook("book.csv",
            $"{T0},true,bid,10,1", $"{T0},true,bid,9,1", $"{T0},true,ask,11,1", $"{T1},true,bid,8,1");

        var records = Replay([path], Options with { CutAfterBookRows = new HashSet<long> { 2, 3 } });

        Assert.Equal(
            ["BookSnapshot 1 [10:1 9:1]", "BookDelta 2 [11:1]", "BookSnapshot 2 [8:1]"],
            records.Skip(1).Select(r => r.Text));
        Assert.Equal([2L, 3, 4], records.Skip(1).Select(r => r.RowsConsumed));
    }

    [Fact]
    public void A_snapshot_with_more_levels_than_a_record_may_have_is_several_records()
    {
        var rows = Enumerable.Range(1, 20_001).Select(price => $"{T0},true,bid,{price},1").ToArray();

        var records = Replay([_files.WriteBook("book.csv", rows)]).Skip(1).ToList();

        Assert.Equal([20_000, 1], records.Select(r => r.LevelCount));
        Assert.Equal([FeedUpdateKind.BookSnapshot, FeedUpdateKind.BookDelta], records.Select(r => r.Kind));
    }

    [Fact]
    public void A_snapshot_is_repeated_when_the_interval_has_passed_and_carries_the_last_deltas_number()
    {
        var path = _files.WriteBook("book.csv",
            $"{T0},true,bid,10,1", $"{T0 + 500_000},false,bid,9,1", $"{T1},false,bid,10,0", $"{T1 + 1},false,ask,11,1");

        var records = Replay([path], Options with { SnapshotInterval = TimeSpan.FromSeconds(1) });

        Assert.Equal(
            ["BookSnapshot 1 [10:1]", "BookDelta 2 [9:1]", "BookDelta 3 [10:0]", "BookSnapshot 3 [9:1]",
                "BookDelta 4 [11:1]"],
            records.Skip(1).Select(r => r.Text));
        Assert.Equal([false, false, false, true, false], records.Skip(1).Select(r => r.IsRepeated));
        Assert.Equal(3, records[4].RowsConsumed);
    }

    [Fact]
    public void A_book_without_a_snapshot_in_the_file_is_never_repeated_as_if_it_were_whole()
    {
        var path = _files.WriteBook("book.csv", $"{T0},false,bid,10,1", $"{T1},false,bid,9,1");

        var records = Replay([path], Options with { SnapshotInterval = TimeSpan.FromMilliseconds(1) });

        Assert.DoesNotContain(records, r => r.Kind == FeedUpdateKind.BookSnapshot);
    }

    [Fact]
    public void Trades_carry_their_aggressor_their_number_and_the_days_statistics()
    {
        var path = _files.WriteTrades("trades.csv",
            $"{T0},17,unknown,10.5,2", $"{T0},18,buy,11,3", $"{T1},a-b-c,sell,9,1");

        var trades = Replay([path]).Skip(1).ToList();

        Assert.Equal([Aggressor.Unknown, Aggressor.Buy, Aggressor.Sell], trades.Select(t => t.Aggressor));
        Assert.Equal([17L, 18, null], trades.Select(t => t.TradeId));
        Assert.Equal([1L, 2, 3], trades.Select(t => t.Sequence));
        Assert.Equal((105L, 110L, 90L, 6L), trades[2].Day);
        Assert.Equal((105L, 110L, 105L, 5L), trades[1].Day);
    }

    [Fact]
    public void Quotes_carry_both_sides_and_an_empty_side_has_size_0()
    {
        var path = _files.WriteQuotes("quotes.csv", $"{T0},5,10.25,10.0,7", $"{T1},,,10.0,7");

        var quotes = Replay([path]).Skip(1).ToList();

        Assert.Equal((1000L, 7L, 1025L, 5L), quotes[0].Quote);
        Assert.Equal((1000L, 7L, 0L, 0L), quotes[1].Quote);
    }

    [Fact]
    public void Files_merge_by_timestamp_and_a_trade_comes_before_the_book_of_the_same_moment()
    {
        var book = _files.WriteBook("book.csv", $"{T0},true,bid,10,1", $"{T1},false,bid,10,2");
        var trades = _files.WriteTrades("trades.csv.gz", $"{T0 - 1},1,buy,10,1", $"{T1},2,buy,10,1");
        var quotes = _files.WriteQuotes("quotes.csv", $"{T1},1,11,10,1");

        var records = Replay([quotes, book, trades]).Skip(1).ToList();

        Assert.Equal(
            [FeedUpdateKind.Trade, FeedUpdateKind.BookSnapshot, FeedUpdateKind.Trade, FeedUpdateKind.BookDelta,
                FeedUpdateKind.Quote],
            records.Select(r => r.Kind));
        Assert.Equal([1L, 2, 3], records.Where(r => r.Topic == FeedTopic.Ticks).Select(r => r.Sequence));
    }

    [Fact]
    public void Scales_are_the_fewest_decimals_that_hold_every_number_of_all_files()
    {
        var book = _files.WriteBook("book.csv", $"{T0},true,bid,10.50,1.000");
        var trades = _files.WriteTrades("trades.csv", $"{T0},1,buy,10.125,0.25");

        var definition = Assert.Single(Open([book, trades], Options).Instruments).Definition;

        Assert.Equal((3, 2, 375L), (definition.PriceScale, definition.SizeScale, definition.TickSize));
    }

    [Fact]
    public void A_step_no_two_prices_are_apart_is_still_found_when_all_are_multiples_of_it()
    {
        var path = _files.WriteBook(
            "book.csv", $"{T0},true,bid,10.00,1", $"{T0},true,bid,10.50,1", $"{T0},true,bid,11.25,1");

        Assert.Equal(25, Assert.Single(Open([path], Options).Instruments).Definition.TickSize);
    }

    [Fact]
    public void Scales_and_tick_size_can_be_given()
    {
        var path = _files.WriteBook("book.csv", $"{T0},true,bid,10.5,1");

        var options = Options with { PriceScale = 4, SizeScale = 1, TickSize = new ExactDecimal(25, 2) };
        var definition = Assert.Single(Open([path], options).Instruments).Definition;

        Assert.Equal((4, 1, 2_500L), (definition.PriceScale, definition.SizeScale, definition.TickSize));
        Assert.Equal("BookSnapshot 1 [105000:10]", Replay([path], options)[1].Text);
    }

    [Theory]
    [InlineData("{0},false,,4799.0,1", "side is \"\" but must be bid or ask")]
    [InlineData("{0},false,unknown,4799.0,1", "side is \"unknown\" but must be bid or ask")]
    [InlineData("{0},maybe,bid,4799.0,1", "is_snapshot is \"maybe\" but must be true or false")]
    [InlineData("{0},false,bid,abc,1", "price is \"abc\" but must be a decimal number")]
    [InlineData("{0},false,bid,4799.0,-1", "amount is \"-1\" but must be 0 or more")]
    [InlineData("{0},false,bid,4799.0000000000001,1", "price is \"4799.0000000000001\" but must be a number of at")]
    [InlineData("{0},false,bid,4799.0", "has 7 columns but the header has 8")]
    [InlineData("{0},false,bid,4799.0,1,9", "has more columns but the header has 8")]
    [InlineData("yesterday,false,bid,4799.0,1", "timestamp is \"yesterday\" but must be a whole number of micro")]
    public void A_bad_row_is_named_by_file_and_line_and_skipped(string row, string problem)
    {
        var bad = string.Format(System.Globalization.CultureInfo.InvariantCulture, row, T0);
        var path = _files.WriteBook("book.csv", $"{T0},true,bid,4799.0,1", bad, $"{T0},true,bid,4798.0,2");

        var records = Replay([path]);

        Assert.Equal(["BookSnapshot 1 [4799:1 4798:2]"], records.Skip(1).Select(r => r.Text));
        Assert.Equal(3, records[1].RowsConsumed);
        var found = Assert.Single(_badRows);
        Assert.Equal((path, 3L), (found.File, found.Line));
        Assert.StartsWith(problem, found.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0},1,,10,1", "side is \"\" but must be buy, sell or unknown")]
    [InlineData("{0},1,buy,10,0", "amount is \"0\" but must be above 0 in a trade")]
    public void A_bad_trade_is_named_by_file_and_line_and_skipped(string row, string problem)
    {
        var bad = string.Format(System.Globalization.CultureInfo.InvariantCulture, row, T0);
        var path = _files.WriteTrades("trades.csv", bad, $"{T0},2,buy,10,1");

        Assert.Single(Replay([path]), r => r.Kind == FeedUpdateKind.Trade);
        var found = Assert.Single(_badRows);
        Assert.Equal($"{path}:2: {problem}", found.ToString());
    }

    [Fact]
    public void A_price_that_the_given_scale_cannot_hold_is_a_bad_row()
    {
        var path = _files.WriteBook("book.csv", $"{T0},true,bid,10.25,1", $"{T0},true,bid,10.5,1");

        Assert.Equal("BookSnapshot 1 [105:1]", Replay([path], Options with { PriceScale = 1 })[1].Text);
        Assert.Equal("price needs 2 decimals but the scale is 1", Assert.Single(_badRows).Problem);
    }

    [Fact]
    public void Columns_are_found_by_name_in_any_order_with_carriage_returns_and_a_byte_order_mark()
    {
        var path = _files.Write("book.csv",
            "\uFEFFprice,amount,side,is_snapshot,extra,timestamp,symbol,exchange\r\n"
            + $"10.5,3,ask,true,x,{T0},ES,XCME\r\n");

        Assert.Equal("BookSnapshot 1 [105:3]", Replay([path])[1].Text);
    }

    [Fact]
    public void Rows_of_several_symbols_in_one_file_keep_their_own_numbers()
    {
        var path = _files.Write("book.csv",
            "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\n"
            + $"X,A,{T0},0,true,bid,1,1\nX,B,{T0},0,true,bid,2,1\n"
            + $"X,A,{T1},0,false,bid,1,2\nX,B,{T1},0,false,bid,2,2\n");

        var records = Replay([path]).Where(r => r.Topic == FeedTopic.Books).ToList();

        Assert.Equal(["A", "B", "A", "B"], records.Select(r => r.Symbol));
        Assert.Equal([1L, 1, 2, 2], records.Select(r => r.Sequence));
    }

    [Fact]
    public void A_gzip_file_that_ends_too_early_is_said_to_be_broken()
    {
        var rows = Enumerable.Range(1, 20_000).Select(i => $"{T0 + i},true,bid,{i},{i * 7919 % 1000}").ToArray();
        var path = _files.WriteBook("book.csv.gz", rows);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^5_000]);

        var error = Assert.Throws<CommandException>(() => Open([path], Options));

        Assert.StartsWith($"{path} is not a whole gzip file", error.Message, StringComparison.Ordinal);
    }

    private static TardisReplayOptions Options { get; } = new() { SnapshotInterval = TimeSpan.Zero };

    private TardisReplay Open(string[] paths, TardisReplayOptions options) =>
        TardisReplay.Open(paths, options, _badRows.Add);

    private List<RecordText> Replay(string[] paths, TardisReplayOptions? options = null)
    {
        using var replay = Open(paths, options ?? Options);
        return [.. replay.Records().Select(record => new RecordText(record))];
    }

    /// <summary>What a record said while it was valid.</summary>
    private sealed class RecordText(ReplayRecord record)
    {
        public FeedTopic Topic { get; } = record.Topic;

        public string Symbol { get; } = record.Instrument.Symbol;

        public FeedUpdateKind Kind { get; } = record.Update.Kind;

        public long Sequence { get; } = record.Update.Sequence;

        public long OccurredAt { get; } = record.Update.OccurredAt;

        public long RowsConsumed { get; } = record.RowsConsumed;

        public bool IsRepeated { get; } = record.IsRepeatedSnapshot;

        public int LevelCount { get; } = record.Update.BidCount + record.Update.AskCount;

        public Aggressor Aggressor { get; } = record.Update.Aggressor;

        public long? TradeId { get; } = record.Update.TradeId;

        public (long?, long?, long?, long?) Day { get; } =
            (record.Update.Open, record.Update.High, record.Update.Low, record.Update.Volume);

        public (long?, long?, long?, long?) Quote { get; } =
            (record.Update.BidPrice, record.Update.BidSize, record.Update.AskPrice, record.Update.AskSize);

        public string Text { get; } = $"{record.Update.Kind} {record.Update.Sequence} ["
            + string.Join(' ', record.Update.Bids.ToArray().Concat(record.Update.Asks.ToArray())
                .Select(level => $"{level.Price}:{level.Size}")) + "]";
    }
}

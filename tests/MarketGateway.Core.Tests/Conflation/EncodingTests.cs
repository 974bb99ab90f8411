using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>What is encoded depends on the stream and the two positions only.</summary>
public sealed class EncodingTests
{
    private readonly TestFeed _feed = new(TestFeed.SmallOptions);

    public static TheoryData<WireFormat> Formats => [.. Enum.GetValues<WireFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Two_sessions_at_the_same_cursor_get_the_same_bytes(WireFormat format)
    {
        foreach (var channel in Enum.GetValues<Channel>())
        {
            var (first, second) = (Subscribe(channel, format), Subscribe(channel, format));
            Change();
            AssertSameBytes(first, second);
            Change();
            AssertSameBytes(first, second);
        }
    }

    [Fact]
    public void What_brings_another_depth_at_the_same_version_is_not_sent_to_others()
    {
        Change();
        var (first, second) = (Subscribe(Channel.Book, WireFormat.Json), Subscribe(Channel.Book, WireFormat.Json));
        AssertSameBytes(first, second);
        first.IsDepthChanged = true;
        Assert.Equal(first.Version, first.ReadOne().From);

        Assert.Empty(second.Read());
    }

    [Fact]
    public void Snapshots_of_clients_that_jump_from_different_versions_share_all_but_their_head()
    {
        Change();
        var old = Subscribe(Channel.Book, WireFormat.Json);
        old.ReadOne();
        for (var change = 0; change < 20; change++)
        {
            Change();
        }

        var (jumping, first) = (old.ReadOne(), Subscribe(Channel.Book, WireFormat.Json).ReadOne());

        Assert.Equal((DataKind.BookSnapshot, DataKind.BookSnapshot), (jumping.Kind, first.Kind));
        Assert.Equal((20L, 0L), (jumping.Merged, first.Merged));
        Assert.Equal(jumping.Elements.Skip(5), first.Elements.Skip(5));
    }

    [Fact]
    public void Each_format_has_an_encoding_of_its_own()
    {
        var binary = Subscribe(Channel.Book, WireFormat.MessagePack);
        var text = Subscribe(Channel.Book, WireFormat.Json);
        Change();
        binary.ReadOne();
        text.ReadOne();
        Change();

        Assert.Equal(binary.ReadOne().Elements, text.ReadOne().Elements);
        Assert.Equal((byte)'[', text.LastBytes[0]);
    }

    [Fact]
    public void What_was_encoded_from_one_log_is_not_sent_from_the_next_one()
    {
        var cursor = Subscribe(Channel.Book, WireFormat.MessagePack);
        _feed.Snapshot("A", "100:5", "101:2");
        cursor.ReadOne();
        _feed.Delta("A", bids: "100:6");
        cursor.ReadOne();

        _feed.BeginEpoch("next");
        _feed.Snapshot("A", "200:1", "201:1");
        Assert.Equal(200, cursor.ReadOne().Bids[0].Price);
        _feed.Delta("A", bids: "200:3");
        Assert.Equal([new(200, 3)], cursor.ReadOne().Bids);
    }

    private static void AssertSameBytes(TestCursor first, TestCursor second)
    {
        var bytes = Bytes(first);
        Assert.NotEmpty(bytes);
        Assert.Equal(bytes, Bytes(second));
    }

    private static byte[] Bytes(TestCursor cursor)
    {
        cursor.Read();
        return cursor.LastBytes;
    }

    private void Change()
    {
        if (_feed.Symbol("A").Books.Status.State == SymbolState.Loading)
        {
            _feed.Snapshot("A", "90:5", "101:2");
        }

        _feed.Delta("A", bids: $"{80 + (_feed.OccurredAt % 7)}:{1 + (_feed.OccurredAt % 5)}");
        _feed.Quote("A", bid: $"100:{_feed.OccurredAt}");
        _feed.Trade("A", 100, 1);
    }

    private TestCursor Subscribe(Channel channel, WireFormat format) =>
        TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), channel, format: format);
}

using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>Encode once, send many.</summary>
public sealed class FrameSharingTests
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
    public void Two_sessions_at_the_same_cursor_share_one_encoding()
    {
        var (first, second) = (Subscribe(Channel.Book, WireFormat.Json), Subscribe(Channel.Book, WireFormat.Json));
        Change();
        first.ReadOne();
        second.ReadOne();
        Change();
        first.ReadOne();
        var symbol = _feed.Symbol("A");
        // Behind the gateway's back: an encoding of its own would show it.
        symbol.Books.Book.Bids.Set(1, 77, out _);

        Assert.DoesNotContain("77", System.Text.Encoding.UTF8.GetString(Bytes(second)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Channel.Book)]
    [InlineData(Channel.Quote)]
    public void A_paced_client_is_led_to_what_others_got_since_it_was_due_and_then_to_the_rest(Channel channel)
    {
        var (first, second) = (Subscribe(channel, WireFormat.Json), Subscribe(channel, WireFormat.Json));
        Change();
        AssertSameBytes(first, second);
        Change();
        first.Read(new FlushMoment(1_000, 1_000));
        Change();

        Assert.NotEmpty(second.Read(new FlushMoment(1_015, 1_000)));
        Assert.Equal(first.LastBytes, second.LastBytes);
        Assert.Equal(first.Version, second.Version);
        Change();
        var rest = Assert.Single(second.Read(new FlushMoment(1_100, 1_100)));
        Assert.Equal((first.Version, channel == Channel.Book ? 2L : 4L), (rest.From, rest.Merged));
        Assert.False(second.Stream.IsAheadOf(second));
    }

    [Theory]
    [InlineData(Channel.Book)]
    [InlineData(Channel.Quote)]
    public void Paced_clients_that_stand_apart_meet_at_one_version(Channel channel)
    {
        var (first, second) = (Subscribe(channel, WireFormat.Json), Subscribe(channel, WireFormat.Json));
        Change();
        first.ReadOne();
        Change();
        second.ReadOne();
        Change();
        first.Read(new FlushMoment(1_000, 1_000));
        Change();

        Assert.NotEmpty(second.Read(new FlushMoment(1_015, 1_000)));
        Assert.Equal(first.Version, second.Version);
        Assert.NotEqual(first.LastBytes, second.LastBytes);
        Change();
        first.Read(new FlushMoment(1_100, 1_100));
        second.Read(new FlushMoment(1_115, 1_100));
        Assert.Equal(first.LastBytes, second.LastBytes);
    }

    [Fact]
    public void What_was_taken_before_a_client_was_due_is_too_old_for_it()
    {
        var (first, second) = (Subscribe(Channel.Book, WireFormat.Json), Subscribe(Channel.Book, WireFormat.Json));
        Change();
        AssertSameBytes(first, second);
        Change();
        first.Read(new FlushMoment(1_000, 1_000));
        Change();

        Assert.Equal(2, Assert.Single(second.Read(new FlushMoment(1_020, 1_020))).Merged);
    }

    [Fact]
    public void A_client_that_has_what_others_got_is_led_to_now()
    {
        var first = Subscribe(Channel.Book, WireFormat.Json);
        Change();
        first.Read(new FlushMoment(1_000, 1_000));
        Change();

        Assert.Equal(1, Assert.Single(first.Read(new FlushMoment(1_000, 1_000))).Merged);
        Assert.False(first.Stream.IsAheadOf(first));
    }

    [Fact]
    public void What_brings_another_depth_at_the_same_version_is_not_told_to_others()
    {
        Change();
        var (first, second) = (Subscribe(Channel.Book, WireFormat.Json), Subscribe(Channel.Book, WireFormat.Json));
        AssertSameBytes(first, second);
        first.IsDepthChanged = true;
        Assert.Equal(first.Version, first.ReadOne().From);

        Assert.Empty(second.Read());
    }

    [Fact]
    public void What_was_taken_before_the_status_changed_is_not_told_after_it()
    {
        var (first, second) = (Subscribe(Channel.Book, WireFormat.Json), Subscribe(Channel.Book, WireFormat.Json));
        Change();
        AssertSameBytes(first, second);
        Change();
        first.Read(new FlushMoment(1_000, 1_000));
        _feed.Delta("A", bids: "102:1");
        Assert.Equal(SymbolState.Gapped, second.Stream.Status.State);

        Assert.Equal(2, Assert.Single(second.Read(new FlushMoment(1_001, 1_000))).Merged);
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

using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>Records that were gone before they were read are told of, to everybody whom they may concern.</summary>
public sealed class LossTests
{
    private readonly TestFeed _feed = new();

    [Fact]
    public void A_known_loss_is_told_at_once_and_only_to_the_symbols_of_its_partition()
    {
        _feed.Snapshot("A", "100:1", "101:1");
        _feed.Quote("A", bid: "100:1", ask: "101:1");
        _feed.Partition = 1;
        _feed.Snapshot("B", "100:1", "101:1");
        _feed.Partition = 0;

        _feed.LoseUnread(FeedTopic.Books);

        AssertBooks(SymbolState.Gapped, SymbolStateReason.RecordsLost);
        Assert.Equal(SymbolState.Live, _feed.Symbol("A").Ticks.Status.State);
        Assert.Equal(SymbolState.Live, _feed.Symbol("B").Books.Status.State);
    }

    [Fact]
    public void A_record_that_goes_on_with_the_numbering_proves_that_nothing_was_lost()
    {
        _feed.Snapshot("A", "100:1", "101:1");
        _feed.Delta("A", bids: "99:1");
        _feed.LoseUnread(FeedTopic.Books);
        _feed.Delta("A", bids: "98:1");

        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);
    }

    [Fact]
    public void A_record_that_skips_a_number_shows_what_was_lost()
    {
        _feed.Snapshot("A", "100:1", "101:1");
        _feed.LoseUnread(FeedTopic.Books);
        _feed.Lose(FeedTopic.Books, "A");
        _feed.Delta("A", bids: "98:1");
        Assert.Equal(SymbolState.Gapped, _feed.Symbol("A").Books.Status.State);

        _feed.Delta("A", bids: "97:1");
        Assert.Equal(SymbolState.Gapped, _feed.Symbol("A").Books.Status.State);

        _feed.Snapshot("A", "100:1", "101:1");
        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);
    }

    [Fact]
    public void A_symbol_without_numbering_is_gapped_until_its_snapshot()
    {
        _feed.Snapshot("A", "100:1", "101:1", sequence: 0);
        var cursor = TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), Channel.Book);
        cursor.ReadOne();
        _feed.LoseUnread(FeedTopic.Books);
        _feed.Delta("A", bids: "98:1", sequence: 0);
        AssertBooks(SymbolState.Gapped, SymbolStateReason.RecordsLost);

        // How many updates lie between is not known: the account ends.
        var message = cursor.ReadOne();
        Assert.Equal((DataKind.BookSnapshot, 0L, null), (message.Kind, message.From, message.Merged));

        _feed.Snapshot("A", "100:1", "101:1", sequence: 0);
        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);
        Assert.Equal(1, cursor.ReadOne().Merged);
    }

    [Fact]
    public void Who_follows_trades_gets_a_roll_up_without_numbers_at_once()
    {
        _feed.Trade("A", 100, 1);
        var cursor = TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), Channel.Trade);
        cursor.ReadOne();

        _feed.LoseUnread(FeedTopic.Ticks, count: 3);

        var lost = cursor.ReadOne();
        Assert.Equal((DataKind.TradeRollUp, 0L, 3L, null), (lost.Kind, lost.From, lost.To, lost.Merged));
        Assert.Equal(SymbolStateReason.RecordsLost, cursor.SentStatus!.Reason);

        _feed.Lose(FeedTopic.Ticks, "A");
        _feed.Trade("A", 102, 1);
        var trades = cursor.ReadOne();
        Assert.Equal((3L, 4L, 1L), (trades.From, trades.To, trades.Merged));
    }

    [Fact]
    public void A_resume_from_before_a_loss_is_not_answered_as_if_nothing_were_missing()
    {
        _feed.Trade("A", 100, 1);
        _feed.LoseUnread(FeedTopic.Ticks);
        _feed.Trade("A", 102, 1);
        var cursor = TestCursor.Subscribe(_feed.Market, _feed.Symbol("A"), Channel.Trade);

        Assert.True(cursor.Resume(0, null, null));
        var messages = cursor.Read();
        Assert.Equal([DataKind.TradeRollUp, DataKind.Trades], messages.Select(message => message.Kind));
        Assert.Null(messages[0].Merged);
    }

    [Fact]
    public void A_symbol_that_appears_after_a_loss_may_have_been_in_it()
    {
        _feed.Quote("A", bid: "100:1", ask: "101:1");
        _feed.LoseUnread(FeedTopic.Ticks);
        _feed.Trade("NEW", 5, 1);
        var status = _feed.Symbol("NEW").Ticks.Status;
        Assert.Equal((SymbolState.Gapped, SymbolStateReason.RecordsLost), (status.State, status.Reason));

        _feed.Quote("WHOLE", bid: "100:1", ask: "101:1");
        Assert.Equal(SymbolState.Live, _feed.Symbol("WHOLE").Ticks.Status.State);
    }

    [Fact]
    public void A_first_record_that_is_refused_marks_its_symbol()
    {
        var symbol = _feed.Symbol("A");
        _feed.Market.Skipped(FeedTopic.Books, symbol, DecodeError.Oversized);

        Assert.Same(symbol, _feed.Market.Find("A"));
        AssertBooks(SymbolState.Gapped, SymbolStateReason.BadRecord);

        _feed.Delta("A", bids: "98:1");
        AssertBooks(SymbolState.Gapped, SymbolStateReason.BadRecord);
        _feed.Snapshot("A", "100:1", "101:1");
        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);
    }

    [Fact]
    public void A_locked_book_is_live_unless_the_option_says_otherwise()
    {
        _feed.Snapshot("A", "100:1", "100:1");
        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);

        var strict = new TestFeed(new MarketOptions { IsLockedBookCrossed = true });
        strict.Snapshot("A", "100:1", "100:1");
        Assert.Equal(SymbolStateReason.Crossed, strict.Symbol("A").Books.Status.Reason);
    }

    [Fact]
    public void An_older_snapshot_that_is_stamped_later_does_not_put_a_live_book_back_in_silence()
    {
        _feed.Snapshot("A", "100:1", "110:1", sequence: 100);
        for (var number = 101; number <= 106; number++)
        {
            _feed.Delta("A", bids: $"{number}:1", sequence: number);
        }

        _feed.Snapshot("A", "103:1", "110:1", sequence: 103);
        AssertBooks(SymbolState.Gapped, SymbolStateReason.SequenceGap);
        _feed.Delta("A", bids: "107:1", sequence: 107);
        AssertBooks(SymbolState.Gapped, SymbolStateReason.SequenceGap);
    }

    [Fact]
    public void A_book_whose_producer_starts_over_with_a_wrong_clock_is_not_frozen_and_live()
    {
        _feed.Snapshot("A", "100:1", "110:1", sequence: 1);
        _feed.OccurredAt += 1_000_000;
        _feed.Snapshot("A", "100:1", "110:1", sequence: 1_000);
        _feed.OccurredAt -= 900_000;
        for (var number = 600; number < 700; number++)
        {
            _feed.Delta("A", bids: "101:1", sequence: number);
        }

        AssertBooks(SymbolState.Gapped, SymbolStateReason.SequenceGap);
        _feed.Snapshot("A", "102:1", "110:1", sequence: 700);
        _feed.Snapshot("A", "103:1", "110:1", sequence: 700);
        AssertBooks(SymbolState.Live, SymbolStateReason.Ok);
        Assert.Equal(103, _feed.Symbol("A").Books.Book.Bids[0].Price);
    }

    private void AssertBooks(SymbolState state, SymbolStateReason reason)
    {
        var status = _feed.Symbol("A").Books.Status;
        Assert.Equal((state, reason), (status.State, status.Reason));
    }
}

using MarketGateway.Core.Books;

namespace MarketGateway.Core.Tests.Books;

/// <summary>Which cursors a journal can still tell a delta to.</summary>
public sealed class BookJournalTests
{
    [Fact]
    public void A_journal_covers_every_update_until_its_touches_leave_the_ring()
    {
        var journal = new BookJournal(4);
        Update(ref journal, touches: 2);
        Update(ref journal, touches: 2);
        Assert.True(journal.Covers(0));

        Update(ref journal, touches: 1);

        Assert.False(journal.Covers(0));
        Assert.True(journal.Covers(1));
        Assert.Equal(3, journal.TouchesBetween(1, journal.Updates.Newest));
    }

    [Fact]
    public void A_journal_covers_no_more_updates_than_it_remembers_even_if_they_touched_nothing()
    {
        var journal = new BookJournal(4);
        for (var update = 0; update < 5; update++)
        {
            Update(ref journal, touches: 0);
        }

        Assert.False(journal.Covers(0));
        Assert.True(journal.Covers(1));
        Assert.Equal(0, journal.TouchesBetween(1, journal.Updates.Newest));
    }

    [Fact]
    public void The_newest_update_is_always_covered()
    {
        var journal = new BookJournal(4);
        Assert.True(journal.Covers(0));

        Update(ref journal, touches: 9);

        Assert.True(journal.Covers(1));
        Assert.False(journal.Covers(0));
    }

    [Fact]
    public void Of_a_level_touched_twice_the_first_touch_knows_what_the_client_holds()
    {
        var journal = new BookJournal(16);
        Update(ref journal, touches: 0);
        journal.BeginUpdate(100, 0);
        journal.Touch(Side.Bid, key: 50, previousSize: 3);
        journal.Touch(Side.Ask, key: 50, previousSize: 8);
        journal.Touch(Side.Bid, key: 51, previousSize: 0);
        journal.Touch(Side.Bid, key: 50, previousSize: 4);

        var changes = new LevelChange[4];
        var count = journal.CopyChanges(1, 2, Side.Bid, changes);

        Assert.Equal([new(51, 0), new(50, 3)], changes[..count]);
    }

    private static void Update(ref BookJournal journal, int touches)
    {
        journal.BeginUpdate(journal.Updates.Version + 1, 0);
        for (var touch = 0; touch < touches; touch++)
        {
            journal.Touch(Side.Bid, touch, 1);
        }
    }
}

using MarketGateway.Core.Books;

namespace MarketGateway.Core.Tests.Books;

/// <summary>Where merged counts come from.</summary>
public sealed class UpdateLogTests
{
    [Fact]
    public void Before_the_first_update_there_is_no_version()
    {
        var log = new UpdateLog(16);

        Assert.Equal(0, log.Newest);
        Assert.Equal(-1, log.Version);
        Assert.True(log.RemembersAfter(0));
    }

    [Fact]
    public void The_difference_of_two_numbers_is_how_many_updates_lie_between()
    {
        var log = Filled(versions: [7, 9, 30, 31], lengthMax: 16);

        Assert.True(log.TryFind(9, out var number));
        Assert.Equal(2, log.Newest - number);
        Assert.Equal(31, log.Version);
    }

    [Fact]
    public void The_oldest_update_after_a_number_is_the_first_one()
    {
        var log = Filled(versions: [7, 9, 30], lengthMax: 16);

        Assert.Equal(700, log.OccurredAfter(0));
        Assert.Equal(900, log.OccurredAfter(1));
        Assert.Equal(3000, log.OccurredAfter(2));
        Assert.Equal(3000, log.OccurredAt);
    }

    [Fact]
    public void What_left_the_log_is_not_remembered()
    {
        var log = Filled(versions: [1, 2, 3, 4, 5, 6], lengthMax: 4);

        Assert.False(log.RemembersAfter(1));
        Assert.True(log.RemembersAfter(2));
        Assert.False(log.TryFind(2, out _));
        Assert.Equal(3, log.MarkAfter(2));
        Assert.Equal(300, log.OccurredAfter(0));
    }

    private static UpdateLog Filled(long[] versions, int lengthMax)
    {
        var log = new UpdateLog(lengthMax);
        foreach (var version in versions)
        {
            log.Append(version, version * 100, mark: version);
        }

        return log;
    }
}

using System.Diagnostics;
using MarketGateway.Core.Delivery;

namespace MarketGateway.Core.Tests.Delivery;

/// <summary>The table of what a subscription becomes, row by row.</summary>
public sealed class SubscriptionTransitionTests
{
    /// <summary>Each state with what every event makes of it, in the order of the events; a dash: it cannot happen.</summary>
    private static readonly Dictionary<string, string> Rows = new()
    {
        //               Changed   Written Met    Missed SteppedOut Pause  Unpause   Resync    End
        ["Beginning"] = "Beginning Apart   InStep -      -          Paused Beginning Beginning Ended",
        ["Due"] = "      Due       Apart   InStep -      -          Paused Due       Due       Ended",
        ["Apart"] = "    Due       Apart   InStep -      -          Paused Apart     Due       Ended",
        ["InStep"] = "   -         -       -      Due    Apart      -      -         -         Ended",
        ["Paused"] = "   Paused    -       -      -      -          Paused Due       Paused    Ended",
        ["Ended"] = "    -         -       -      -      -          -      -         -         -",
    };

    public static TheoryData<string, string, string> Table
    {
        get
        {
            var table = new TheoryData<string, string, string>();
            foreach (var (state, row) in Rows)
            {
                var after = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                foreach (var happened in Enum.GetValues<SubscriptionEvent>())
                {
                    table.Add(state, happened.ToString(), after[(int)happened]);
                }
            }

            return table;
        }
    }

    [Fact]
    public void The_table_has_a_row_for_each_state() =>
        Assert.Equal(Enum.GetNames<SubscriptionState>().Order(), Rows.Keys.Order());

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_event_leads_where_the_table_says(string state, string happened, string after)
    {
        var from = Enum.Parse<SubscriptionState>(state);
        var by = Enum.Parse<SubscriptionEvent>(happened);
        if (after == "-")
        {
            Assert.Null(SubscriptionTransitions.Find(from, by));
            Assert.Throws<UnreachableException>(() => SubscriptionTransitions.Next(from, by));
            return;
        }

        Assert.Equal(Enum.Parse<SubscriptionState>(after), SubscriptionTransitions.Next(from, by));
    }
}

using CsCheck;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Tests.Feed;

public sealed class FeedSequenceTests
{
    private FeedSequence _sequence = new();

    [Theory]
    [InlineData(1)]
    [InlineData(1042)]
    [InlineData(FeedLimits.IntegerMax)]
    public void The_first_record_may_have_any_number(long first)
    {
        Assert.Equal(SequenceVerdict.InOrder, _sequence.Accept(first, 10));
        Assert.Equal(SequenceVerdict.InOrder, _sequence.Accept(first + 1, 11));
    }

    [Fact]
    public void A_delta_follows_the_snapshot_that_includes_the_one_before_it()
    {
        Assert.Equal(SequenceVerdict.InOrder, _sequence.AcceptSnapshot(100, 10));
        Assert.Equal(SequenceVerdict.InOrder, _sequence.Accept(101, 11));
        Assert.Equal(SequenceVerdict.InOrder, _sequence.AcceptSnapshot(101, 12));
        Assert.Equal(SequenceVerdict.InOrder, _sequence.Accept(102, 13));
    }

    [Fact]
    public void A_first_snapshot_of_number_0_is_followed_by_delta_1()
    {
        Assert.Equal(SequenceVerdict.InOrder, _sequence.AcceptSnapshot(0, 10));
        Assert.Equal(SequenceVerdict.Gap, _sequence.Accept(2, 11));
    }

    [Fact]
    public void A_number_seen_already_is_a_duplicate_and_changes_nothing()
    {
        _sequence.Accept(5, 10);
        _sequence.Accept(6, 11);

        Assert.Equal(SequenceVerdict.Duplicate, _sequence.Accept(6, 11));
        Assert.Equal(SequenceVerdict.Duplicate, _sequence.Accept(5, 10));
        Assert.Equal(SequenceVerdict.InOrder, _sequence.Accept(7, 12));
    }

    [Fact]
    public void A_number_that_skips_some_is_a_gap_once()
    {
        _sequence.Accept(5, 10);

        Assert.Equal(SequenceVerdict.Gap, _sequence.Accept(8, 11));
        Assert.Equal(SequenceVerdict.InOrder, _sequence.Accept(9, 12));
    }

    [Fact]
    public void A_snapshot_includes_what_was_lost_before_it()
    {
        _sequence.Accept(5, 10);

        Assert.Equal(SequenceVerdict.InOrder, _sequence.AcceptSnapshot(9, 12));
        Assert.Equal(SequenceVerdict.InOrder, _sequence.Accept(10, 13));
        Assert.Equal(SequenceVerdict.Duplicate, _sequence.Accept(9, 12));
    }

    [Fact]
    public void A_snapshot_with_a_lower_number_and_a_later_time_is_a_producer_that_started_over()
    {
        _sequence.AcceptSnapshot(500, 10);

        Assert.Equal(SequenceVerdict.Restarted, _sequence.AcceptSnapshot(3, 11));
        Assert.Equal(SequenceVerdict.InOrder, _sequence.Accept(4, 12));
        Assert.Equal(SequenceVerdict.Gap, _sequence.Accept(501, 13));
    }

    [Fact]
    public void A_snapshot_sent_twice_is_a_duplicate()
    {
        _sequence.AcceptSnapshot(5, 10);
        _sequence.Accept(6, 11);

        Assert.Equal(SequenceVerdict.Duplicate, _sequence.AcceptSnapshot(5, 10));
        Assert.Equal(SequenceVerdict.InOrder, _sequence.Accept(7, 12));
    }

    [Fact]
    public void A_record_sent_twice_is_a_duplicate_even_where_the_times_of_a_venue_step_back()
    {
        _sequence.Accept(5, 100);
        _sequence.Accept(6, 90);

        Assert.Equal(SequenceVerdict.Duplicate, _sequence.Accept(5, 100));
        Assert.Equal(SequenceVerdict.Duplicate, _sequence.AcceptSnapshot(5, 95));
    }

    [Fact]
    public void The_last_number_again_is_a_duplicate_whatever_time_it_bears()
    {
        _sequence.Accept(5, 100);

        Assert.Equal(SequenceVerdict.Duplicate, _sequence.Accept(5, 900));
        Assert.Equal(SequenceVerdict.InOrder, _sequence.Accept(6, 101));
    }

    [Theory]
    [InlineData(1, 2_000)]
    [InlineData(1, 400)]
    [InlineData(0, 400)]
    [InlineData(200, 400)]
    public void A_producer_that_starts_over_is_known_by_its_numbers_where_its_times_lie(long first, long at)
    {
        _sequence.AcceptSnapshot(5_000, 1_000);
        _sequence.Accept(5_001, 9_000_000);
        _sequence.Accept(5_002, 1_002);

        Assert.Equal(SequenceVerdict.RestartedInDoubt, _sequence.AcceptSnapshot(first, at));
        Assert.Equal(SequenceVerdict.InOrder, _sequence.Accept(first + 1, at + 1));
        Assert.Equal(SequenceVerdict.InOrder, _sequence.AcceptSnapshot(first + 1, at + 2));
    }

    [Fact]
    public void A_numbering_that_starts_over_without_a_snapshot_is_known_where_its_times_lie()
    {
        _sequence.Accept(5_000, 1_000);

        Assert.Equal(SequenceVerdict.Gap, _sequence.Accept(1, 400));
        Assert.Equal(SequenceVerdict.InOrder, _sequence.Accept(2, 401));
    }

    [Fact]
    public void Many_numbers_in_a_row_that_were_seen_already_are_in_doubt_and_a_snapshot_among_them_is_followed()
    {
        _sequence.AcceptSnapshot(1, 1_000);
        _sequence.AcceptSnapshot(1_000, 9_000_000);
        for (var number = 600; number < 600 + FeedSequence.ResentMin; number++)
        {
            Assert.Equal(SequenceVerdict.Duplicate, _sequence.Accept(number, number));
        }

        Assert.Equal(SequenceVerdict.InDoubt, _sequence.Accept(700, 700));
        Assert.Equal(SequenceVerdict.RestartedInDoubt, _sequence.AcceptSnapshot(700, 701));
        Assert.Equal(SequenceVerdict.InOrder, _sequence.Accept(701, 702));
    }

    [Theory]
    [InlineData(103_000)]
    [InlineData(60_000)]
    public void An_older_snapshot_of_a_fast_market_that_is_stamped_later_is_no_restart(long number)
    {
        _sequence.AcceptSnapshot(100_000, 10);
        _sequence.AcceptSnapshot(106_000, 20);

        Assert.Equal(SequenceVerdict.RestartedInDoubt, _sequence.AcceptSnapshot(number, 30));
    }

    [Fact]
    public void A_first_snapshot_that_comes_after_deltas_which_it_does_not_include_is_not_to_be_trusted()
    {
        for (var number = 1; number <= 300; number++)
        {
            _sequence.Accept(number, number);
        }

        Assert.Equal(SequenceVerdict.RestartedInDoubt, _sequence.AcceptSnapshot(1, 900));
    }

    [Fact]
    public void A_restart_in_the_lower_half_is_seen_though_its_times_lie()
    {
        _sequence.AcceptSnapshot(1, 4_102_444_800_000_000);
        _sequence.AcceptSnapshot(1_002, 1_002);

        Assert.Equal(SequenceVerdict.RestartedInDoubt, _sequence.AcceptSnapshot(10, 1_003));
    }

    [Fact]
    public void An_older_snapshot_that_is_stamped_later_is_not_to_be_trusted()
    {
        _sequence.AcceptSnapshot(100, 10);
        for (var number = 101; number <= 106; number++)
        {
            _sequence.Accept(number, number);
        }

        Assert.Equal(SequenceVerdict.Duplicate, _sequence.AcceptSnapshot(103, 103));
        Assert.Equal(SequenceVerdict.RestartedInDoubt, _sequence.AcceptSnapshot(104, 900));
        Assert.Equal(SequenceVerdict.Gap, _sequence.Accept(107, 901));
    }

    [Fact]
    public void A_producer_that_starts_over_without_a_snapshot_is_a_gap_and_not_silence()
    {
        _sequence.Accept(500, 10);

        Assert.Equal(SequenceVerdict.Gap, _sequence.Accept(1, 11));
        Assert.Equal(SequenceVerdict.InOrder, _sequence.Accept(2, 12));
    }

    [Fact]
    public void Records_without_numbers_are_not_judged()
    {
        Assert.Equal(SequenceVerdict.Unnumbered, _sequence.Accept(0, 10));
        Assert.Equal(SequenceVerdict.InOrder, _sequence.AcceptSnapshot(0, 11));
        Assert.Equal(SequenceVerdict.Unnumbered, _sequence.Accept(0, 12));
        Assert.Equal(SequenceVerdict.InOrder, _sequence.AcceptSnapshot(0, 13));
        Assert.Equal(SequenceVerdict.Unnumbered, _sequence.Accept(0, 9));
    }

    [Fact]
    public void It_agrees_with_the_rules_of_the_README_written_down_again()
    {
        // Each step: is it a snapshot, its number, its time. Small ranges, so that every rule is hit often.
        Gen.Select(Gen.Bool, Gen.Long[0, 12], Gen.Long[0, 12]).Array[1, 40].Sample(
            steps =>
            {
                var sequence = new FeedSequence();
                var applied = new List<(long Number, long At, bool IsBegin, bool IsSnapshot)>();
                foreach ((bool isSnapshot, long number, long at) in steps)
                {
                    SequenceVerdict expected = Expect(applied, isSnapshot, number, at);
                    SequenceVerdict verdict =
                        isSnapshot ? sequence.AcceptSnapshot(number, at) : sequence.Accept(number, at);
                    Assert.Equal(expected, verdict);
                    Remember(applied, expected, isSnapshot, number, at);
                }
            },
            iter: 20_000);
    }

    [Fact]
    public void A_producer_whose_records_are_all_repeated_and_some_lost_is_seen_through()
    {
        // The producer's numbers and times rise together; some records are lost, some arrive again later.
        Gen.Select(Gen.Int[1, 60], Gen.Double[0, 0.5], Gen.Double[0, 0.5], Gen.Int).Sample(
            (count, lossRate, repeatRate, seed) =>
            {
                var random = new Random(seed);
                var sequence = new FeedSequence();
                long first = 0;
                long last = 0;
                for (long number = 1; number <= count; number++)
                {
                    if (random.NextDouble() < lossRate)
                    {
                        continue;
                    }

                    bool isNext = last == 0 || number == last + 1;
                    SequenceVerdict verdict = sequence.Accept(number, 1000 + number);
                    Assert.Equal(isNext ? SequenceVerdict.InOrder : SequenceVerdict.Gap, verdict);
                    last = number;
                    first = first == 0 ? number : first;
                    if (random.NextDouble() < repeatRate)
                    {
                        long again = random.NextInt64(first, last + 1);
                        Assert.Equal(SequenceVerdict.Duplicate, sequence.Accept(again, 1000 + again));
                    }
                }
            });
    }

    /// <summary>The rules, over the whole history. A record without a number stands in it as -1.</summary>
    private static SequenceVerdict Expect(
        List<(long Number, long At, bool IsBegin, bool IsSnapshot)> applied, bool isSnapshot, long number, long at)
    {
        if (!isSnapshot && number == 0)
        {
            return SequenceVerdict.Unnumbered;
        }

        if (!applied.Exists(record => record.Number >= 0))
        {
            return SequenceVerdict.InOrder;
        }

        int begin = applied.FindLastIndex(record => record.IsBegin);
        var numbering = applied[begin..];
        (long number0, long at0, _, _) = numbering[0];
        long stands = numbering.FindLast(record => record.Number >= 0).Number;
        bool isNews = at > numbering.Max(record => record.At);
        bool isBegin = (number <= 1 || number < number0) && !(number == number0 && at == at0);
        if (isSnapshot)
        {
            return number >= stands ? SequenceVerdict.InOrder
                : isBegin && isNews && number <= 1 && numbering.Exists(record => record.IsSnapshot)
                    ? SequenceVerdict.Restarted
                : isBegin || isNews ? SequenceVerdict.RestartedInDoubt
                : SequenceVerdict.Duplicate;
        }

        return number == stands + 1 ? SequenceVerdict.InOrder
            : number == stands ? SequenceVerdict.Duplicate
            : number < stands && !isNews && !isBegin ? SequenceVerdict.Duplicate
            : SequenceVerdict.Gap;
    }

    private static void Remember(
        List<(long Number, long At, bool IsBegin, bool IsSnapshot)> applied,
        SequenceVerdict verdict,
        bool isSnapshot,
        long number,
        long at)
    {
        if (verdict != SequenceVerdict.Duplicate)
        {
            bool isNumbered = isSnapshot || number > 0;
            long stands = applied.FindLast(record => record.Number >= 0).Number;
            bool isBegin = isNumbered && (!applied.Exists(record => record.Number >= 0) || number < stands);
            applied.Add((isNumbered ? number : -1, at, isBegin, isSnapshot));
        }
    }
}

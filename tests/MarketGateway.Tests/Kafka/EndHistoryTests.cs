using MarketGateway.Kafka;

namespace MarketGateway.Tests.Kafka;

/// <summary>Since when a record that is not read yet has been in the log.</summary>
public sealed class EndHistoryTests
{
    private readonly EndHistory _history = new();

    [Fact]
    public void A_record_arrived_between_the_two_looks_that_found_the_end_before_and_after_it()
    {
        _history.Add(end: 10, seenAt: 100, position: 10);
        _history.Add(end: 12, seenAt: 200, position: 10);
        _history.Add(end: 15, seenAt: 300, position: 10);

        Assert.Equal((100, 200), Arrival(10));
        Assert.Equal((100, 200), Arrival(11));
        Assert.Equal((200, 300), Arrival(12));
        Assert.False(_history.TryFindArrival(15, out _, out _));
    }

    [Fact]
    public void Of_what_was_there_at_the_first_look_nobody_knows_when_it_came()
    {
        _history.Add(end: 10, seenAt: 100, position: 3);
        Assert.Equal((null, 100), Arrival(3));
    }

    [Fact]
    public void An_end_that_rests_is_no_new_arrival()
    {
        _history.Add(end: 10, seenAt: 100, position: 10);
        _history.Add(end: 11, seenAt: 200, position: 10);
        _history.Add(end: 11, seenAt: 300, position: 10);
        Assert.Equal((100, 200), Arrival(10));
    }

    [Fact]
    public void A_lag_of_hours_is_remembered_with_its_beginning_at_constant_size()
    {
        _history.Add(end: 0, seenAt: 0, position: 0);
        for (int second = 1; second <= 10_000; second++)
        {
            _history.Add(end: second * 5, seenAt: second, position: 0);
        }

        Assert.Equal(0, Arrival(0).NotBefore);
        Assert.InRange(Arrival(0).NotAfter, 1, 500);
        for (int position = 0; position < 50_000; position += 777)
        {
            long arrivedAt = (position / 5) + 1;
            (long? notBefore, long notAfter) = Arrival(position);
            Assert.InRange(arrivedAt, notBefore!.Value, notAfter);
            Assert.InRange(notAfter - notBefore.Value, 1, 1_000);
        }
    }

    private (long? NotBefore, long NotAfter) Arrival(long position)
    {
        Assert.True(_history.TryFindArrival(position, out long? notBefore, out long notAfter));
        return (notBefore, notAfter);
    }
}

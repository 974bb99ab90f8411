using System.Text;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Kafka;

/// <summary>Records that cannot be read, and the formats that can.</summary>
public sealed class SkippedRecordTests(KafkaFixture kafka)
{
    private static readonly byte[] Key = "ES"u8.ToArray();

    /// <summary>A quote whose bid size is -1.</summary>
    private const string NegativeSize =
        """{"type":"quote","sequence":1,"occurredAt":1,"priceScale":2,"sizeScale":0,"bidPrice":1,"bidSize":-1}""";

    private readonly FeedPublisher _publisher = kafka.Publisher;

    /// <summary>All but the conflict of two sources, which a single record cannot have, and what mapped ones alone have.</summary>
    public static TheoryData<DecodeError> Reasons =>
    [
        .. Enum.GetValues<DecodeError>().Except(
        [
            DecodeError.None, DecodeError.SourceConflict, DecodeError.UnknownSchema, DecodeError.UnknownOrder,
            DecodeError.TooManyOrders,
        ]),
    ];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task A_bad_record_is_skipped_counted_and_logged_and_the_partition_moves_on(DecodeError reason)
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await _publisher.PublishAsync(topics.Ticks, "ES", FeedUpdates.Quote(1));
        (byte[]? key, byte[]? value, string? contentType) = Bad(reason);
        await _publisher.PublishBytesAsync(topics.Ticks, key, value, contentType, partition: 0);
        await _publisher.PublishAsync(topics.Ticks, "ES", FeedUpdates.Quote(2));
        KafkaOptions options = FeedHarness.Options(kafka.BootstrapServers, topics)
            with
        { Records = new FeedDecoderOptions { RecordBytesMax = 1024 } };
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(options, prepare: RefuseNegativeScale);

        Assert.Equal([0L, 2L], harness.Recorder.Updates.Select(update => update.Offset));
        KafkaTopicStatus status = harness.Feed.Status[FeedTopic.Ticks];
        Assert.Equal(1, status.SkippedByReason[reason]);
        Assert.Equal((1, 1, 2), (status.Skipped, status.Partitions[0].Skipped, status.Decoded));
        string fault = reason == DecodeError.BadKey ? ", 'a*b' has one of * ? and ," : "";
        Assert.Contains(
            $"Skipped {topics.Ticks} [0] @1: {reason.Reason()}{fault} (0 more of that reason since the last line)",
            harness.Log.Lines);
        (FeedTopic, string, DecodeError)[] expected =
            reason == DecodeError.BadKey ? [] : [(FeedTopic.Ticks, "ES", reason)];
        Assert.Equal(expected, harness.Recorder.Skips);
    }

    [Fact]
    public async Task A_record_that_makes_the_sink_fail_is_skipped_too()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await _publisher.PublishAsync(topics.Ticks, "ES", FeedUpdates.Quote(1));
        await _publisher.PublishAsync(topics.Ticks, "ES", FeedUpdates.Quote(2));
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(
            FeedHarness.Options(kafka.BootstrapServers, topics),
            prepare: recorder => recorder.Verdict = (_, update) =>
                update.Sequence == 1 ? throw new InvalidOperationException("a fault of ours") : DecodeError.None);
        Assert.Equal([1L], harness.Recorder.Updates.Select(update => update.Offset));
        Assert.Single(harness.Recorder.Skips);
        Assert.Contains(
            harness.Log.Lines, line => line.Contains("failed; the record is skipped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_makes_the_sink_fail_is_skipped_too()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await _publisher.PublishAsync(topics.Ticks, "NQ", FeedUpdates.Quote(1));
        await _publisher.PublishAsync(topics.Ticks, "ES", FeedUpdates.Quote(2));
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(
            FeedHarness.Options(kafka.BootstrapServers, topics), prepare: recorder => recorder.FailingKey = "NQ");
        Assert.Equal([1L], harness.Recorder.Updates.Select(update => update.Offset));
        Assert.Equal(1, harness.Feed.Status[FeedTopic.Ticks].Skipped);
        Assert.False(harness.HasStoppedHost);
    }

    [Fact]
    public async Task A_time_stamp_that_is_no_time_is_none_to_the_sink()
    {
        const long Stamp = 1_764_318_000_250;
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        foreach (long number in (long[])[Stamp, Stamp * 1_000, Stamp * 1_000_000, Stamp / 1_000, -2, long.MaxValue])
        {
            await _publisher.PublishStampedAsync(topics.Ticks, "ES", FeedUpdates.Quote(1), number);
        }

        var seen = new List<long>();
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(
            FeedHarness.Options(kafka.BootstrapServers, topics),
            prepare: recorder => recorder.Verdict = (_, update) =>
            {
                seen.Add(update.AppendedAt);
                return DecodeError.None;
            });
        Assert.Equal([Stamp, 0, 0, 0, 0, 0], seen);
    }

    [Fact]
    public async Task Both_formats_are_told_by_header_and_by_first_byte()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        byte[] json = Encoding.UTF8.GetBytes(NegativeSize.Replace("-1", "7", StringComparison.Ordinal));
        await _publisher.PublishAsync(topics.Ticks, "ES", FeedUpdates.Quote(1));
        await _publisher.PublishJsonAsync(topics.Ticks, "ES", FeedUpdates.Quote(2));
        await _publisher.PublishBytesAsync(topics.Ticks, Key, json, "application/json");
        await _publisher.PublishBytesAsync(topics.Ticks, Key, json, "application/msgpack");
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(
            FeedHarness.Options(kafka.BootstrapServers, topics));
        Assert.Equal([0L, 1L, 2L], harness.Recorder.Updates.Select(update => update.Offset));
        Assert.Equal(1, harness.Feed.Status[FeedTopic.Ticks].Skipped);
    }

    [Fact]
    public async Task Without_reading_headers_the_first_byte_decides()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        byte[] json = Encoding.UTF8.GetBytes(NegativeSize.Replace("-1", "7", StringComparison.Ordinal));
        await _publisher.PublishBytesAsync(topics.Ticks, Key, json, "application/avro");
        KafkaOptions options = FeedHarness.Options(kafka.BootstrapServers, topics) with { ReadContentType = false };
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(options);
        Assert.Single(harness.Recorder.Updates);
    }

    [Fact]
    public async Task A_null_value_withdraws_a_definition_and_nothing_else()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await _publisher.PublishAsync(topics.Instruments, "ES", FeedUpdates.Instrument());
        await _publisher.WithdrawAsync(topics.Instruments, "ES");
        await _publisher.WithdrawAsync(topics.Books, "ES");
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(
            FeedHarness.Options(kafka.BootstrapServers, topics));
        Assert.Equal(["ES"], harness.Recorder.Withdrawn);
        Assert.Equal([(FeedTopic.Books, "ES", DecodeError.Empty)], harness.Recorder.Skips);
    }

    [Fact]
    public void Of_many_lines_of_one_reason_one_a_second_is_written_and_says_how_many_were_not()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var limiter = new LogLimiter(time, TimeSpan.FromSeconds(1));
        Assert.True(limiter.TryTake(1, out long suppressed));
        Assert.Equal(0, suppressed);
        Assert.False(limiter.TryTake(1, out _));
        Assert.False(limiter.TryTake(1, out _));
        Assert.True(limiter.TryTake(2, out _));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(limiter.TryTake(1, out suppressed));
        Assert.Equal(2, suppressed);
    }

    [Fact]
    public void Lines_that_were_not_written_are_told_of_even_when_none_comes_after_them()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var told = new List<(int Key, long Count)>();
        var limiter = new LogLimiter(time, TimeSpan.FromSeconds(1)) { Suppressed = (key, count) => told.Add((key, count)) };
        limiter.TryTake(1, out _);
        limiter.TryTake(1, out _);
        limiter.TryTake(1, out _);
        Assert.Empty(told);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([(1, 2L)], told);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Single(told);
        Assert.True(limiter.TryTake(1, out long suppressed));
        Assert.Equal(0, suppressed);
    }

    /// <summary>Answers as the market does to prices that the symbol's scale cannot hold.</summary>
    private static void RefuseNegativeScale(FeedRecorder recorder) =>
        recorder.Verdict = (_, update) => update.PriceScale == 12 ? DecodeError.Scale : DecodeError.None;

    private static (byte[]? Key, byte[]? Value, string? ContentType) Bad(DecodeError reason) => reason switch
    {
        DecodeError.Empty => (Key, null, null),
        DecodeError.Oversized => (Key, new byte[1025], null),
        DecodeError.BadKey => ("a*b"u8.ToArray(), [0x90], null),
        DecodeError.Malformed => (Key, [0xc1], null),
        DecodeError.Truncated => (Key, [0x9e, 0x03], null),
        DecodeError.WrongType => (Key, "{\"type\":\"quote\"}"u8.ToArray(), null),
        DecodeError.UnknownType => (Key, "{\"type\":\"book_delta\"}"u8.ToArray(), null),
        DecodeError.OutOfRange => (Key, Encoding.UTF8.GetBytes(NegativeSize), null),
        DecodeError.Scale => (Key, Encoding.UTF8.GetBytes(NegativeSize
            .Replace("-1", "1", StringComparison.Ordinal)
            .Replace("\"priceScale\":2", "\"priceScale\":12", StringComparison.Ordinal)), null),
        DecodeError.ContentType => (Key, [0x90], "application/avro"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "There is no such bad record."),
    };
}

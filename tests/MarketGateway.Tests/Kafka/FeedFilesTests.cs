using Confluent.Kafka;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Kafka;

/// <summary>Whose word it is where a file and a topic speak of the same at once: the file's.</summary>
public sealed class FeedFilesTests(KafkaFixture kafka) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string _file = Path.GetTempFileName();
    private Task _told = Task.CompletedTask;
    private bool _isBeside;

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_definition_of_a_topic_that_is_taken_while_the_file_is_read_does_not_outlive_the_files()
    {
        await File.WriteAllTextAsync(_file, "symbol,tickSize\nESH6,0.25\n");
        var sink = new FeedRecorder();
        await TakeAsync(
            FeedUpdates.Instrument(), sink, new KafkaOptions { InstrumentFile = _file },
            files => sink.Verdict = (_, _) => TellBeside(files));

        Assert.Equal([0, int.MaxValue], sink.Updates.Select(update => update.Partition));
    }

    [Fact]
    public async Task A_name_of_a_topic_that_is_taken_while_the_file_is_read_does_not_outlive_the_files()
    {
        await File.WriteAllTextAsync(_file, "alias,symbol\nESH6,of the file\n");
        var sink = new FeedRecorder();
        var alias = new FeedUpdate();
        alias.Reset(FeedUpdateKind.Alias);
        alias.AliasOf = "of the topic";
        await TakeAsync(
            alias, sink, new KafkaOptions { AliasFile = _file }, files => sink.AliasVerdict = (_, _) => TellBeside(files));

        Assert.Equal([("ESH6", "of the topic"), ("ESH6", "of the file")], sink.Aliases);
    }

    /// <summary>Lets another thread read the file while the sink has the record: time enough to be told before it.</summary>
    private DecodeError TellBeside(FeedFiles files)
    {
        if (!Interlocked.Exchange(ref _isBeside, true))
        {
            _told = Task.Run(files.Refresh);
            _told.Wait(TimeSpan.FromMilliseconds(300));
        }

        return DecodeError.None;
    }

    private async Task TakeAsync(FeedUpdate update, FeedRecorder sink, KafkaOptions files, Action<FeedFiles> ready)
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await kafka.Publisher.PublishAsync(topics.Instruments, "ESH6", update);
        KafkaOptions options = FeedHarness.Options(kafka.BootstrapServers, topics) with
        {
            InstrumentFile = files.InstrumentFile,
            AliasFile = files.AliasFile,
        };
        using var cluster = KafkaCluster.Open(options);
        var log = new RecordedLog();
        using var context = new FeedReadingContext(
            options, cluster, sink, log, new LibrdkafkaLog(log, TimeProvider.System), TimeProvider.System);
        ready(context.Files);
        using IConsumer<Ignore, Ignore> consumer = new ConsumerBuilder<Ignore, Ignore>(
            new ConsumerConfig { BootstrapServers = kafka.BootstrapServers, GroupId = "test" }).Build();
        consumer.Assign(new TopicPartitionOffset(topics.Instruments, 0, 0));
        using var batch = new RecordBatch(consumer);
        var partition = new FeedPartition(FeedTopic.Instruments, new TopicPartition(topics.Instruments, 0), 0, 0);
        batch.Receive(Patience);
        Assert.Equal(1, batch.Count);
        new RecordApplier(context).Consume(partition, batch[0]);
        batch.Release();
        await _told.WaitAsync(Patience);
    }
}

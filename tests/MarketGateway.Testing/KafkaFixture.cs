using System.Collections.Concurrent;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using MarketGateway.Kafka;
using Testcontainers.Kafka;
using Xunit;

namespace MarketGateway.Testing;

/// <summary>
/// The one Kafka of a test run: the cluster that <see cref="ServersVariable"/> names, else a container where a Docker
/// engine answers, else the embedded broker. An assembly fixture; its topics have a name of their own per test, so that
/// tests run side by side and a cluster can be used again.
/// </summary>
public sealed class KafkaFixture : IAsyncLifetime
{
    /// <summary>The environment variable with the bootstrap servers of the cluster to test against.</summary>
    public const string ServersVariable = "MARKETGATEWAY_TEST_KAFKA";

    private const string Image = "apache/kafka:4.0.0";

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    private KafkaContainer? _container;
    private IAdminClient? _admin;
    private readonly ConcurrentBag<string> _created = [];
    private FeedPublisher? _publisher;

    /// <summary>Gets the brokers to begin with.</summary>
    public string BootstrapServers { get; private set; } = "";

    /// <summary>Gets which Kafka this is, in words.</summary>
    public string Description { get; private set; } = "";

    /// <summary>
    /// Gets the embedded broker, or null when the tests run against another. It is shared: a test that takes a broker
    /// down starts one of its own.
    /// </summary>
    public EmbeddedBroker? Embedded { get; private set; }

    /// <summary>Gets the run's producer.</summary>
    public FeedPublisher Publisher => _publisher ?? throw new InvalidOperationException("The fixture is not started.");

    private IAdminClient Admin => _admin ?? throw new InvalidOperationException("The fixture is not started.");

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable(ServersVariable) is { Length: > 0 } servers)
        {
            BootstrapServers = servers;
            Description = $"the cluster at {servers} ({ServersVariable})";
        }
        else if (await DockerEngine.AnswersAsync())
        {
            _container = new KafkaBuilder(Image).Build();
            await _container.StartAsync();
            BootstrapServers = _container.GetBootstrapAddress();
            Description = $"{Image} in a container at {BootstrapServers}";
        }
        else
        {
            Embedded = EmbeddedBroker.Start();
            BootstrapServers = Embedded.BootstrapServers;
            Description = $"the embedded broker at {BootstrapServers} (no {ServersVariable}, no Docker engine)";
        }

        _admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers }).Build();
        _publisher = new FeedPublisher(BootstrapServers);
        TestContext.Current.SendDiagnosticMessage($"Kafka of the tests: {Description}");
    }

    /// <summary>Creates the three topics under names that no other test has.</summary>
    public async Task<KafkaTopicNames> CreateTopicsAsync(int partitionCount = 2)
    {
        string prefix = $"test-{Guid.NewGuid():N}";
        var names = new KafkaTopicNames
        {
            Instruments = $"{prefix}.instruments",
            Books = $"{prefix}.books",
            Ticks = $"{prefix}.ticks",
        };
        await CreateTopicAsync(names.Instruments, partitionCount);
        await CreateTopicAsync(names.Books, partitionCount);
        await CreateTopicAsync(names.Ticks, partitionCount);
        TestContext.Current.TestOutputHelper?.WriteLine($"Kafka: {Description}; topics {prefix}.*");
        return names;
    }

    /// <summary>Creates a topic and waits until the cluster knows its leaders.</summary>
    public async Task CreateTopicAsync(string name, int partitionCount)
    {
        if (Embedded is not null)
        {
            // The embedded broker does not know the admin client's request.
            Embedded.CreateTopic(name, partitionCount);
            return;
        }

        await Admin.CreateTopicsAsync(
            [new TopicSpecification { Name = name, NumPartitions = partitionCount }],
            new CreateTopicsOptions { OperationTimeout = RequestTimeout, RequestTimeout = RequestTimeout });
        _created.Add(name);
        await Eventually.IsTrueAsync($"topic {name} has its leaders", () => HasLeaders(name, partitionCount));
    }

    /// <summary>Adds partitions to a topic; the embedded broker cannot.</summary>
    public Task AddPartitionsAsync(string name, int partitionCount) =>
        Admin.CreatePartitionsAsync(
            [new PartitionsSpecification { Topic = name, IncreaseTo = partitionCount }],
            new CreatePartitionsOptions { OperationTimeout = RequestTimeout, RequestTimeout = RequestTimeout });

    /// <summary>Deletes a topic and creates it again, empty.</summary>
    public async Task RecreateTopicAsync(string name, int partitionCount)
    {
        if (Embedded is not null)
        {
            Embedded.DeleteTopic(name);
        }
        else
        {
            await Admin.DeleteTopicsAsync(
                [name], new DeleteTopicsOptions { OperationTimeout = RequestTimeout, RequestTimeout = RequestTimeout });
            await Eventually.IsTrueAsync($"topic {name} is deleted", () => !HasLeaders(name, 1));
        }

        await CreateTopicAsync(name, partitionCount);
    }

    public async ValueTask DisposeAsync()
    {
        _publisher?.Dispose();
        await DeleteTopicsAsync();
        _admin?.Dispose();
        Embedded?.Dispose();
        if (_container is not null)
        {
            await _container.DisposeAsync();
        }
    }

    /// <summary>Leaves a cluster as it was, as well as it goes: what cannot be deleted is in nobody's way.</summary>
    private async Task DeleteTopicsAsync()
    {
        string[] names = [.. _created.Distinct()];
        if (names.Length == 0 || _container is not null)
        {
            return;
        }

        try
        {
            await Admin.DeleteTopicsAsync(names, new DeleteTopicsOptions { RequestTimeout = RequestTimeout });
        }
        catch (KafkaException e)
        {
            TestContext.Current.SendDiagnosticMessage($"Topics of the tests are left behind: {e.Error.Reason}");
        }
    }

    /// <summary>Looks through all topics: asking for one by name would create it on some clusters.</summary>
    private bool HasLeaders(string name, int partitionCount) =>
        Admin.GetMetadata(RequestTimeout).Topics.Exists(topic =>
            topic.Topic == name
            && topic.Partitions.Count >= partitionCount
            && topic.Partitions.TrueForAll(partition => partition.Leader >= 0));
}

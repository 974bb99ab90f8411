using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace MarketGateway.Kafka;

/// <summary>
/// A Kafka cluster inside this process, for trying out and for tests: librdkafka's mock cluster, which speaks the real
/// protocol over TCP to the ordinary clients. It forgets everything when disposed, keeps at most 5 MiB (or 100,000
/// batches) per partition, compacts nothing, and knows neither transactions nor time look-ups. Also the fault injector
/// of the tests. Safe for use by several threads; disposed by whoever started it, after its clients.
/// </summary>
public sealed class EmbeddedBroker : IDisposable
{
    private readonly Lock _gate = new();
    private nint _client;
    private nint _cluster;

    private EmbeddedBroker(nint client, nint cluster, int brokerCount)
    {
        _client = client;
        _cluster = cluster;
        BrokerCount = brokerCount;
        BootstrapServers = Marshal.PtrToStringUTF8(Librdkafka.rd_kafka_mock_cluster_bootstraps(cluster))!;
    }

    /// <summary>Gets the addresses of its brokers, as <c>bootstrap.servers</c> takes them.</summary>
    public string BootstrapServers { get; }

    /// <summary>Gets how many brokers it has; their ids are 1 to this.</summary>
    public int BrokerCount { get; }

    /// <summary>Starts a cluster without topics on free ports of the loopback address.</summary>
    public static EmbeddedBroker Start(int brokerCount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(brokerCount);
        nint client = Librdkafka.CreateMockOwner();
        nint cluster = Librdkafka.rd_kafka_mock_cluster_new(client, brokerCount);
        if (cluster == 0)
        {
            Librdkafka.rd_kafka_destroy(client);
            throw new InvalidOperationException("The embedded broker could not listen on the loopback address.");
        }

        // Without a controller the admin client waits for one until it times out, and topic ids cannot be asked for.
        Librdkafka.rd_kafka_mock_set_controller_id(cluster, 1);
        return new EmbeddedBroker(client, cluster, brokerCount);
    }

    /// <summary>Creates a topic. Throws <see cref="KafkaException"/> when there is one of that name.</summary>
    public void CreateTopic(string topic, int partitionCount)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitionCount);
        Call(cluster => Librdkafka.rd_kafka_mock_topic_create(cluster, topic, partitionCount, 1));
    }

    /// <summary>
    /// Deletes a topic and its records; one created later under its name is another topic, with another id.
    /// </summary>
    public void DeleteTopic(string topic) =>
        Call(cluster => Librdkafka.rd_kafka_mock_topic_delete(cluster, topic));

    /// <summary>Deletes the records of a partition before an offset, as retention would.</summary>
    public void DeleteRecords(string topic, int partition, long beforeOffset) =>
        Call(cluster => Librdkafka.rd_kafka_mock_partition_delete_records(cluster, topic, partition, beforeOffset));

    /// <summary>Has another broker lead a partition from now on, under a new leader epoch.</summary>
    public void SetLeader(string topic, int partition, int brokerId) =>
        Call(cluster => Librdkafka.rd_kafka_mock_partition_set_leader(cluster, topic, partition, brokerId));

    /// <summary>Takes a broker down: its connections break and new ones are refused. Its records are kept.</summary>
    public void SetBrokerDown(int brokerId) =>
        Call(cluster => Librdkafka.rd_kafka_mock_broker_set_down(cluster, brokerId));

    public void SetBrokerUp(int brokerId) =>
        Call(cluster => Librdkafka.rd_kafka_mock_broker_set_up(cluster, brokerId));

    /// <summary>Delays every answer of a broker.</summary>
    public void SetRoundTripTime(int brokerId, TimeSpan time) =>
        Call(cluster => Librdkafka.rd_kafka_mock_broker_set_rtt(cluster, brokerId, (int)time.TotalMilliseconds));

    /// <summary>
    /// Makes the next requests of a kind (the protocol's API key: 0 produce, 1 fetch, 2 list offsets, 3 metadata) fail,
    /// each with one of the errors; <see cref="ErrorCode.Local_Transport"/> breaks the connection instead.
    /// </summary>
    public void PushRequestErrors(short apiKey, params ErrorCode[] errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        int[] codes = Array.ConvertAll(errors, error => (int)error);
        Call(cluster =>
        {
            Librdkafka.rd_kafka_mock_push_request_errors_array(cluster, apiKey, (nuint)codes.Length, codes);
            return Librdkafka.Success;
        });
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_cluster == 0)
            {
                return;
            }

            // The cluster runs on the client's threads, so it goes first.
            Librdkafka.rd_kafka_mock_cluster_destroy(_cluster);
            Librdkafka.rd_kafka_destroy(_client);
            _cluster = 0;
            _client = 0;
        }
    }

    private void Call(Func<nint, int> function)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_cluster == 0, this);
            int error = function(_cluster);
            if (error != Librdkafka.Success)
            {
                throw new KafkaException((ErrorCode)error);
            }
        }
    }
}

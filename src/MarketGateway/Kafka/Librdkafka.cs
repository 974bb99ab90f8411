using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace MarketGateway.Kafka;

/// <summary>
/// The functions of librdkafka that Confluent.Kafka does not show: taking records in batches, its mock cluster, and its
/// own check of a property.
/// They are bound to the very library that Confluent.Kafka loaded: it ships several builds of it and picks one that
/// fits the machine, while the loader's first choice by name may not load at all.
/// </summary>
internal static class Librdkafka
{
    public const int Success = 0;

    /// <summary>The type of client handle that the mock cluster hangs on (<c>RD_KAFKA_PRODUCER</c>).</summary>
    public const int ProducerType = 0;

    private const string Name = "librdkafka";
    private const int ErrorBytesMax = 512;

    static Librdkafka() => NativeLibrary.SetDllImportResolver(typeof(Librdkafka).Assembly, Resolve);

    /// <summary>Says what librdkafka thinks of a property: null when it takes it, else its complaint.</summary>
    public static string? Complaint(string property, string value)
    {
        nint configuration = rd_kafka_conf_new();
        try
        {
            var error = new byte[ErrorBytesMax];
            return rd_kafka_conf_set(configuration, property, value, error, (nuint)error.Length) == Success
                ? null
                : Text(error);
        }
        finally
        {
            rd_kafka_conf_destroy(configuration);
        }
    }

    /// <summary>
    /// Makes a client handle that connects to nothing and logs nothing; only a mock cluster hangs on it.
    /// </summary>
    public static nint CreateMockOwner()
    {
        var error = new byte[ErrorBytesMax];
        nint configuration = rd_kafka_conf_new();
        _ = rd_kafka_conf_set(configuration, "log_level", "0", error, (nuint)error.Length);
        nint client = rd_kafka_new(ProducerType, configuration, error, (nuint)error.Length);
        if (client == 0)
        {
            rd_kafka_conf_destroy(configuration);
            throw new InvalidOperationException($"librdkafka could not start: {Text(error)}");
        }

        return client;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Name)
        {
            return 0;
        }

        // Asking for the version makes Confluent.Kafka load its library, if it has not yet.
        string version = Library.VersionString;
        using Process self = Process.GetCurrentProcess();
        foreach (ProcessModule module in self.Modules)
        {
            string file = Path.GetFileNameWithoutExtension(module.FileName);
            if (file.EndsWith(Name, StringComparison.OrdinalIgnoreCase))
            {
                return NativeLibrary.Load(module.FileName);
            }
        }

        throw new DllNotFoundException($"Confluent.Kafka runs librdkafka {version}, but no such module is loaded.");
    }

    private static string Text(byte[] error) =>
        Encoding.UTF8.GetString(error.AsSpan(0, error.AsSpan().IndexOf((byte)0)));

    [DllImport(Name)]
    private static extern nint rd_kafka_conf_new();

    [DllImport(Name)]
    private static extern void rd_kafka_conf_destroy(nint configuration);

    [DllImport(Name)]
    private static extern int rd_kafka_conf_set(
        nint configuration,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string value,
        byte[] error,
        nuint errorLength);

    [DllImport(Name)]
    private static extern nint rd_kafka_new(int type, nint configuration, byte[] error, nuint errorLength);

    [DllImport(Name)]
    public static extern void rd_kafka_destroy(nint client);

    [DllImport(Name)]
    public static extern nint rd_kafka_mock_cluster_new(nint client, int brokerCount);

    [DllImport(Name)]
    public static extern void rd_kafka_mock_cluster_destroy(nint cluster);

    [DllImport(Name)]
    public static extern nint rd_kafka_mock_cluster_bootstraps(nint cluster);

    [DllImport(Name)]
    public static extern void rd_kafka_mock_set_controller_id(nint cluster, int brokerId);

    [DllImport(Name)]
    public static extern int rd_kafka_mock_topic_create(
        nint cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partitionCount, int replicationFactor);

    [DllImport(Name)]
    public static extern int rd_kafka_mock_topic_delete(
        nint cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic);

    [DllImport(Name)]
    public static extern int rd_kafka_mock_partition_delete_records(
        nint cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partition, long beforeOffset);

    [DllImport(Name)]
    public static extern int rd_kafka_mock_partition_set_leader(
        nint cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partition, int brokerId);

    [DllImport(Name)]
    public static extern int rd_kafka_mock_broker_set_down(nint cluster, int brokerId);

    [DllImport(Name)]
    public static extern int rd_kafka_mock_broker_set_up(nint cluster, int brokerId);

    [DllImport(Name)]
    public static extern int rd_kafka_mock_broker_set_rtt(nint cluster, int brokerId, int milliseconds);

    [DllImport(Name)]
    public static extern void rd_kafka_mock_push_request_errors_array(
        nint cluster, short apiKey, nuint count, int[] errors);

    [DllImport(Name)]
    public static extern nint rd_kafka_queue_get_consumer(nint client);

    [DllImport(Name)]
    public static extern void rd_kafka_queue_destroy(nint queue);

    [DllImport(Name)]
    public static extern nint rd_kafka_consume_batch_queue(
        nint queue, int timeoutMilliseconds, ref nint messages, nuint capacity);

    [DllImport(Name)]
    public static extern void rd_kafka_message_destroy(nint message);

    [DllImport(Name)]
    public static extern unsafe byte* rd_kafka_topic_name(nint topic);

    /// <summary>Reads a field, so the runtime's preparations for a long call would be most of it.</summary>
    [DllImport(Name)]
    [SuppressGCTransition]
    public static extern long rd_kafka_message_timestamp(nint message, out TimestampType type);

    [DllImport(Name)]
    [SuppressGCTransition]
    public static extern int rd_kafka_message_leader_epoch(nint message);

    /// <summary>Reads a field, or parses the few headers of one message.</summary>
    [DllImport(Name)]
    [SuppressGCTransition]
    public static extern int rd_kafka_message_headers(nint message, out nint headers);

    [DllImport(Name)]
    [SuppressGCTransition]
    public static extern nuint rd_kafka_header_cnt(nint headers);

    [DllImport(Name)]
    [SuppressGCTransition]
    public static extern unsafe int rd_kafka_header_get_all(
        nint headers, nuint index, out byte* name, out byte* value, out nuint length);
}

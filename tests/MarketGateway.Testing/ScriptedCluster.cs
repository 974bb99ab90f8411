using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MarketGateway.Testing;

/// <summary>
/// A cluster of one broker that only has topics: it answers, in the oldest versions of Kafka's protocol, what topics there
/// are, how they are configured, and makes new ones. The embedded broker knows no configuration.
/// </summary>
public sealed class ScriptedCluster : IAsyncDisposable
{
    private const short ApiVersions = 18;
    private const short Metadata = 3;
    private const short DescribeConfigs = 32;
    private const short CreateTopics = 19;
    private const short UnsupportedVersion = 35;
    private const short TopicAuthorizationFailed = 29;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, ScriptedTopic> _topics = new(StringComparer.Ordinal);
    private readonly Task _accepting;

    public ScriptedCluster(params ScriptedTopic[] topics)
    {
        ArgumentNullException.ThrowIfNull(topics);
        foreach (ScriptedTopic topic in topics)
        {
            _topics[topic.Name] = topic;
        }

        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Gets its address, as <c>bootstrap.servers</c> takes it.</summary>
    public string BootstrapServers => $"127.0.0.1:{Port}";

    /// <summary>Gets the topics that there are now.</summary>
    public IReadOnlyList<ScriptedTopic> Topics
    {
        get
        {
            lock (_topics)
            {
                return [.. _topics.Values];
            }
        }
    }

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                var size = new byte[4];
                while (true)
                {
                    await stream.ReadExactlyAsync(size, _stop.Token);
                    var request = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
                    await stream.ReadExactlyAsync(request, _stop.Token);
                    byte[] answer = Answer(new KafkaReader(request));
                    BinaryPrimitives.WriteInt32BigEndian(size, answer.Length);
                    await stream.WriteAsync((byte[])[.. size, .. answer], _stop.Token);
                }
            }
            catch (Exception ended) when (ended is IOException or OperationCanceledException or SocketException)
            {
                // The client has gone, or the test.
            }
        }
    }

    private byte[] Answer(KafkaReader request)
    {
        short api = request.Int16();
        short version = request.Int16();
        var answer = new KafkaWriter().Int32(request.Int32());
        if (api == ApiVersions)
        {
            return Versions(answer, version == 0 ? (short)0 : UnsupportedVersion);
        }

        request.Text();
        lock (_topics)
        {
            return api switch
            {
                Metadata => Describe(answer),
                DescribeConfigs => Configurations(request, answer),
                CreateTopics => Create(request, answer),
                _ => throw new IOException($"A scripted cluster knows no request {api}."),
            };
        }
    }

    private static byte[] Versions(KafkaWriter answer, short error)
    {
        (short Api, short Max)[] known = [(ApiVersions, 0), (Metadata, 2), (DescribeConfigs, 0), (CreateTopics, 0)];
        answer.Int16(error).Int32(known.Length);
        foreach ((short api, short max) in known)
        {
            answer.Int16(api).Int16(0).Int16(max);
        }

        return answer.ToArray();
    }

    private byte[] Describe(KafkaWriter answer)
    {
        answer.Int32(1).Int32(1).Text("127.0.0.1").Int32(Port).Text(null).Text("scripted").Int32(1).Int32(_topics.Count);
        foreach (ScriptedTopic topic in _topics.Values)
        {
            answer.Int16(0).Text(topic.Name).Int8(0).Int32(topic.Partitions);
            for (int partition = 0; partition < topic.Partitions; partition++)
            {
                answer.Int16(0).Int32(partition).Int32(1);
                for (int list = 0; list < 2; list++)
                {
                    answer.Int32(topic.Replicas);
                    for (int broker = 1; broker <= topic.Replicas; broker++)
                    {
                        answer.Int32(broker);
                    }
                }
            }
        }

        return answer.ToArray();
    }

    private byte[] Configurations(KafkaReader request, KafkaWriter answer)
    {
        int count = request.Int32();
        answer.Int32(0).Int32(count);
        for (int i = 0; i < count; i++)
        {
            sbyte type = request.Int8();
            string name = request.Text()!;
            request.Skip(request.Int32(), reader => reader.Text());
            ScriptedTopic topic = _topics[name];
            bool isHidden = topic.Configuration is null;
            answer.Int16(isHidden ? TopicAuthorizationFailed : (short)0).Text(null).Int8(type).Text(name);
            answer.Int32(topic.Configuration?.Count ?? 0);
            foreach ((string setting, string value) in topic.Configuration ?? new Dictionary<string, string>())
            {
                answer.Text(setting).Text(value).Int8(0).Int8(0).Int8(0);
            }
        }

        return answer.ToArray();
    }

    private byte[] Create(KafkaReader request, KafkaWriter answer)
    {
        int count = request.Int32();
        answer.Int32(count);
        for (int i = 0; i < count; i++)
        {
            string name = request.Text()!;
            int partitions = request.Int32();
            short replicas = request.Int16();
            request.Skip(request.Int32(), assignment =>
            {
                assignment.Int32();
                assignment.Skip(assignment.Int32(), replica => replica.Int32());
            });
            var configuration = new Dictionary<string, string>();
            request.Skip(request.Int32(), setting => configuration[setting.Text()!] = setting.Text()!);
            _topics[name] = new ScriptedTopic(name, partitions, replicas, configuration);
            answer.Text(name).Int16(0);
        }

        return answer.ToArray();
    }

    /// <summary>Reads what Kafka's protocol is made of.</summary>
    private sealed class KafkaReader(byte[] bytes)
    {
        private int _at;

        public sbyte Int8() => (sbyte)bytes[_at++];

        public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

        public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

        public string? Text() => Int16() is var length && length < 0 ? null : Encoding.UTF8.GetString(Take(length));

        /// <summary>Reads the elements of a list; a count of -1 is none.</summary>
        public void Skip(int count, Action<KafkaReader> read)
        {
            for (int i = 0; i < count; i++)
            {
                read(this);
            }
        }

        private ReadOnlySpan<byte> Take(int count) => bytes.AsSpan((_at += count) - count, count);
    }

    /// <summary>Writes what Kafka's protocol is made of.</summary>
    private sealed class KafkaWriter
    {
        private readonly List<byte> _bytes = [];

        public KafkaWriter Int8(sbyte value)
        {
            _bytes.Add((byte)value);
            return this;
        }

        public KafkaWriter Int16(short value)
        {
            _bytes.AddRange([(byte)(value >> 8), (byte)value]);
            return this;
        }

        public KafkaWriter Int32(int value) => Int16((short)(value >> 16)).Int16((short)value);

        public KafkaWriter Text(string? value)
        {
            if (value is null)
            {
                return Int16(-1);
            }

            byte[] text = Encoding.UTF8.GetBytes(value);
            Int16((short)text.Length)._bytes.AddRange(text);
            return this;
        }

        public byte[] ToArray() => [.. _bytes];
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MarketGateway.Kafka;
using MarketGateway.Testing;
using Microsoft.Extensions.Configuration;

namespace MarketGateway.Tests.Kafka;

/// <summary>Topics in Avro and Protobuf, with their schemas from a registry or from files.</summary>
public sealed class SchemaTests(KafkaFixture kafka)
{
    private const string Quote =
        """{"type":"record","name":"Quote","fields":[{"name":"symbol","type":"string"},{"name":"bid","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}},{"name":"size","type":"long"}]}""";

    /// <summary>The next version of the schema: a field more, in front.</summary>
    private const string Wider =
        """{"type":"record","name":"Quote","fields":[{"name":"venue","type":"string"},{"name":"symbol","type":"string"},{"name":"bid","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":3}},{"name":"size","type":"long"}]}""";

    private const string Proto =
        """syntax = "proto3"; import "number.proto"; message Ignored {} message Quote { string symbol = 1; Number bid = 2; int64 size = 3; }""";

    private const string Number = """syntax = "proto3"; message Number { sint64 mantissa = 1; sint32 exponent = 2; }""";

    private const string Mapping =
        """{"symbol":"{symbol}","rules":[{"kind":"quote","bidPrice":"bid","bidSize":"size"}]}""";

    /// <summary>ES, 1000 units of 10^-2, 7.</summary>
    private static readonly byte[] Avro = [0, 0, 0, 0, 7, 4, (byte)'E', (byte)'S', 4, 0x03, 0xe8, 14];

    /// <summary>XCME, ES, 1000 units of 10^-3, 7.</summary>
    private static readonly byte[] AvroWider =
        [0, 0, 0, 0, 8, 8, (byte)'X', (byte)'C', (byte)'M', (byte)'E', 4, (byte)'E', (byte)'S', 4, 0x03, 0xe8, 14];

    /// <summary>The second message of its file: ES, 1000 units of 10^-2, 7.</summary>
    private static readonly byte[] Protobuf =
        [0, 0, 0, 0, 9, 2, 2, 10, 2, (byte)'E', (byte)'S', 18, 5, 8, 0xd0, 0x0f, 16, 3, 24, 7];

    [Fact]
    public async Task A_schema_that_evolves_while_records_come_is_followed_and_asked_for_once()
    {
        await using SchemaRegistryStub registry = await SchemaRegistryStub.StartAsync();
        registry.Add(7, Quote);
        string topic = await CreateTopicAsync();
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(Options(topic, "Avro", registry.Url));
        await PublishAsync(topic, Avro);
        await PublishAsync(topic, Avro);
        await harness.WaitForUpdatesAsync(2);
        registry.Add(8, Wider);
        await PublishAsync(topic, AvroWider);
        await PublishAsync(topic, Avro);
        await harness.WaitForUpdatesAsync(4);

        // What has once had three digits keeps them; 10.00 is 10 in any.
        Assert.Equal(["10 @0", "10 @0", "1 @0", "10 @0"], Bids(harness));
        Assert.Equal(2, registry.Asked);
    }

    [Fact]
    public async Task While_the_registry_is_down_records_wait_and_none_is_lost_and_other_topics_are_read()
    {
        await using SchemaRegistryStub registry = await SchemaRegistryStub.StartAsync();
        registry.IsDown = true;
        registry.Add(7, Quote);
        registry.Add(8, Wider);
        (string topic, string other) = (await CreateTopicAsync(), await CreateTopicAsync());
        await PublishAsync(topic, Avro);
        await PublishAsync(topic, AvroWider);
        await using FeedHarness harness = await FeedHarness.StartAsync(Options(topic, "Avro", registry.Url, other));
        await harness.WaitAsync("it is told", () => harness.Log.Lines.Any(line =>
            line.Contains("schema 7 cannot be had from", StringComparison.Ordinal) && line.Contains("503", StringComparison.Ordinal)));
        await PublishAsync(other, Encoding.UTF8.GetBytes("""{"symbol":"NQ","bid":1,"size":1}"""));
        await harness.WaitForUpdatesAsync(1);
        await PublishAsync(topic, Avro);
        Assert.False(harness.Feed.Status.IsReady);
        Assert.Equal(1, harness.Feed.Status.Topics.Sum(status => status.Partitions.Count(partition => partition.IsHeld)));

        registry.IsDown = false;
        await harness.WaitForUpdatesAsync(4);

        Assert.Equal(["10 @0", "1 @0", "10 @0"], Bids(harness));
        Assert.Empty(harness.Recorder.Skips);
        await harness.WaitAsync("the feed is ready", () => harness.Feed.Status.IsReady);
        Assert.Contains(harness.Log.Lines, line => line.Contains("schema 7 is here", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_schema_that_there_is_not_makes_a_bad_record_and_the_partition_moves_on()
    {
        await using SchemaRegistryStub registry = await SchemaRegistryStub.StartAsync();
        registry.Add(8, Wider);
        string topic = await CreateTopicAsync();
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(Options(topic, "Avro", registry.Url));
        await PublishAsync(topic, Avro);
        await PublishAsync(topic, Encoding.UTF8.GetBytes("{}"));
        await PublishAsync(topic, AvroWider);
        await harness.WaitForUpdatesAsync(1);

        Assert.Equal(2, harness.Feed.Status.Topics[0].Skipped);
        Assert.Contains(harness.Log.Lines, line => line.Contains("unknown_schema", StringComparison.Ordinal));
        Assert.Contains(harness.Log.Lines, line => line.Contains("there is none of that number", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Protobuf_with_message_indexes_and_imports_is_read_over_TLS_with_a_password()
    {
        using X509Certificate2 certificate = Certificate();
        string ca = Path.Combine(Directory.CreateTempSubdirectory().FullName, "ca.pem");
        await File.WriteAllTextAsync(ca, certificate.ExportCertificatePem());
        await using SchemaRegistryStub registry = await SchemaRegistryStub.StartAsync(certificate);
        registry.Secret = "reader:secret";
        registry.AddSubject("number.proto", Number);
        registry.Add(9, Proto, "PROTOBUF", "number.proto");
        string topic = await CreateTopicAsync();
        await PublishAsync(topic, Protobuf);
        KafkaOptions options = Options(topic, "Protobuf", registry.Url);
        options = options with
        {
            SchemaRegistry = options.SchemaRegistry with { CaFile = ca, Username = "reader", Password = "secret" },
        };
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(options);

        Assert.Equal(["10 @0"], Bids(harness));
    }

    [Fact]
    public async Task Schemas_in_a_folder_are_found_by_number_also_when_they_come_later()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "7.avsc"), Quote);
        string topic = await CreateTopicAsync();
        await PublishAsync(topic, Avro);
        KafkaOptions options = Options(topic, "Avro", null, schemas: folder);
        options = options with { SchemaRegistry = options.SchemaRegistry with { RetryInterval = TimeSpan.FromSeconds(2) } };
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(options);
        await PublishAsync(topic, AvroWider);
        await harness.WaitAsync("it is told", () => harness.Log.Lines.Any(line =>
            line.Contains("schema 8 cannot be had", StringComparison.Ordinal)));
        await File.WriteAllTextAsync(Path.Combine(folder, "8.avsc"), Wider);
        await harness.WaitForUpdatesAsync(2);

        Assert.Equal(["10 @0", "1 @0"], Bids(harness));
    }

    [Fact]
    public async Task The_one_schema_of_a_file_reads_values_without_a_header()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "quote.proto");
        await File.WriteAllTextAsync(file, Proto.Replace("import \"number.proto\"; ", "message Number { sint64 mantissa = 1; sint32 exponent = 2; }", StringComparison.Ordinal));
        string topic = await CreateTopicAsync();
        await PublishAsync(topic, Protobuf[7..]);
        await using FeedHarness harness = await FeedHarness.StartReadyAsync(
            Options(topic, "Protobuf", null, schemas: file, message: "Quote"));

        Assert.Equal(["10 @0"], Bids(harness));
    }

    private static IEnumerable<string> Bids(FeedHarness harness) => harness.Recorder.Updates
        .Where(update => update.Symbol == "ES")
        .Select(update => FormattableString.Invariant(
            $"{update.BidPrice:0.###} @{update.Partition & 0xffff}"));

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private KafkaOptions Options(
        string topic, string format, string? url, string? json = null, string? schemas = null, string? message = null)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Sources:one:Topics"] = topic,
            ["Sources:one:Format"] = format,
            ["Sources:one:Mapping"] = MappingFile,
            ["Sources:one:Schemas"] = schemas,
            ["Sources:one:Message"] = message,
            ["SchemaRegistry:Url"] = url,
            ["SchemaRegistry:RetryInterval"] = "00:00:00.050",
        };
        if (json is not null)
        {
            settings["Sources:two:Topics"] = json;
            settings["Sources:two:Format"] = "Json";
            settings["Sources:two:Mapping"] = MappingFile;
        }

        KafkaOptions read = new ConfigurationBuilder().AddInMemoryCollection(settings).Build().Get<KafkaOptions>()!;
        return FeedHarness.Options(kafka.BootstrapServers, new KafkaTopicNames()) with
        {
            Sources = read.Sources,
            SchemaRegistry = read.SchemaRegistry,
        };
    }

    private static string MappingFile => field ??= Written();

    private static string Written()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "mapping.json");
        File.WriteAllText(file, Mapping);
        return file;
    }

    private async Task<string> CreateTopicAsync()
    {
        string topic = $"test-{Guid.NewGuid():N}.raw";
        await kafka.CreateTopicAsync(topic, 1);
        return topic;
    }

    private Task PublishAsync(string topic, byte[] value) =>
        kafka.Publisher.PublishBytesAsync(topic, "ES"u8.ToArray(), value);
}

using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using MarketGateway.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MarketGateway.Tests.Kafka;

/// <summary>What the section Kafka may say, and the one message per mistake.</summary>
public sealed class KafkaOptionsTests
{
    public static TheoryData<string, string, string> Mistakes => new()
    {
        {
            "BootstrapServers", "broker1:99999",
            "Kafka:BootstrapServers is 'broker1:99999': 'broker1:99999' is not host:port; right is for example "
            + "broker1:9092,broker2:9092, or nothing for the embedded broker."
        },
        {
            "BootstrapServers", "a:1,,b:2",
            "Kafka:BootstrapServers is 'a:1,,b:2': '' is not host:port; right is for example "
            + "broker1:9092,broker2:9092, or nothing for the embedded broker."
        },
        {
            "Topics:Books", "md books",
            "Kafka:Topics:Books is 'md books': "
            + "a topic's name has 1 to 249 letters, digits, dots, dashes and underscores."
        },
        {
            "Topics:Ticks", "md.books",
            "Kafka:Topics:Ticks is 'md.books': each of the three topics needs a name of its own."
        },
        { "Consumers", "0", "Kafka:Consumers is '0': it must lie between 1 and 64." },
        { "EmbeddedPartitions", "-1", "Kafka:EmbeddedPartitions is '-1': it must lie between 1 and 1024." },
        { "Records:LevelsMax", "1", "Kafka:Records:LevelsMax is '1': it must lie between 2 and 1048576." },
        { "StartPosition", "7", "Kafka:StartPosition is '7': it must be one of Beginning, End, LookBack." },
        {
            "LookBack", "-00:01:00",
            "Kafka:LookBack is '-00:01:00': it must lie between 00:00:01 and 365.00:00:00 (hours:minutes:seconds)."
        },
        {
            "ProbeInterval", "00:00:00",
            "Kafka:ProbeInterval is '00:00:00': "
            + "it must lie between 00:00:00.0500000 and 01:00:00 (hours:minutes:seconds)."
        },
        {
            "FetchLinger", "00:00:02",
            "Kafka:FetchLinger is '00:00:02': "
            + "it must lie between 00:00:00.0010000 and 00:00:01 (hours:minutes:seconds)."
        },
        {
            "FetchLinger", "00:00:00.0004",
            "Kafka:FetchLinger is '00:00:00.0004000': "
            + "it must lie between 00:00:00.0010000 and 00:00:01 (hours:minutes:seconds)."
        },
        {
            "Properties:securty.protocol", "ssl",
            "Kafka:Properties:securty.protocol is 'ssl': librdkafka says: "
            + "No such configuration property: \"securty.protocol\"."
        },
        {
            "Properties:security.protocol", "tls",
            "Kafka:Properties:security.protocol is 'tls': librdkafka says: "
            + "Invalid value \"tls\" for configuration property \"security.protocol\"."
        },
        {
            "Properties:auto.offset.reset", "latest",
            "Kafka:Properties:auto.offset.reset is 'latest': "
            + "an offset out of range is an event of its own; leave it out."
        },
        {
            "Properties:bootstrap.servers", "a:1",
            "Kafka:Properties:bootstrap.servers is 'a:1': set Kafka:BootstrapServers instead."
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_wrong_setting_is_named_with_its_value_and_what_would_be_right(
        string setting, string value, string message)
    {
        ValidateOptionsResult result = new KafkaOptionsValidator().Validate(null, Read((setting, value)));
        Assert.Equal([message], result.Failures ?? []);
    }

    [Fact]
    public void All_mistakes_are_named_at_once()
    {
        ValidateOptionsResult result = new KafkaOptionsValidator().Validate(
            null, Read(("Consumers", "0"), ("LookBack", "0"), ("Properties:a", "b")));
        Assert.Equal(3, result.Failures!.Count());
    }

    [Theory]
    [InlineData("broker:9092")]
    [InlineData("broker")]
    [InlineData("10.0.0.1:9092, 10.0.0.2:9092")]
    [InlineData("[::1]:9092")]
    [InlineData("SSL://broker:9093")]
    [InlineData("")]
    public void What_librdkafka_takes_for_servers_is_right(string servers) =>
        Assert.True(new KafkaOptionsValidator().Validate(null, Read(("BootstrapServers", servers))).Succeeded);

    [Fact]
    public void The_defaults_and_ordinary_properties_are_right()
    {
        KafkaOptions options = Read(
            ("Properties:security.protocol", "sasl_ssl"),
            ("Properties:sasl.mechanisms", "SCRAM-SHA-512"),
            ("Properties:sasl.username", "gateway"),
            ("Properties:sasl.password", "secret"),
            ("Properties:client.rack", "eu-1a"));
        Assert.True(new KafkaOptionsValidator().Validate(null, options).Succeeded);
        Assert.Equal("secret", options.Properties["sasl.password"]);
        Assert.True(new KafkaOptionsValidator().Validate(null, new KafkaOptions()).Succeeded);
    }

    [Fact]
    public void A_broker_gathers_records_only_where_it_is_told_to_and_a_property_goes_before_it()
    {
        var atOnce = KafkaClientProperties.Consumer(Read(), "a:1", isEmbedded: false);
        var gathered = KafkaClientProperties.Consumer(Read(("FetchLinger", "00:00:00.005")), "a:1", isEmbedded: false);
        var own = KafkaClientProperties.Consumer(
            Read(("FetchLinger", "00:00:00.005"), ("Properties:fetch.min.bytes", "4096")), "a:1", isEmbedded: false);
        Assert.Equal((null, 100), (atOnce.FetchMinBytes, atOnce.FetchWaitMaxMs));
        Assert.Equal((1 << 20, 5), (gathered.FetchMinBytes, gathered.FetchWaitMaxMs));
        Assert.Equal((4096, 5), (own.FetchMinBytes, own.FetchWaitMaxMs));
    }

    [Fact]
    public void A_secret_is_not_repeated_in_a_message()
    {
        ValidateOptionsResult result = new KafkaOptionsValidator().Validate(
            null, Read(("Properties:ssl.key.pasword", "hunter2"), ("Properties:ssl.key.password.x", "hunter3")));
        Assert.DoesNotContain("hunter3", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_property_that_only_fails_with_others_stops_the_start_too()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection([
            new("Kafka:BootstrapServers", "127.0.0.1:1"),
            new("Kafka:Properties:security.protocol", "ssl"),
            new("Kafka:Properties:ssl.ca.location", "/no/such/file.pem"),
        ]);
        builder.Services.AddSingleton<IFeedSink>(new FeedRecorder());
        builder.Services.AddKafkaFeed(builder.Configuration);
        using IHost host = builder.Build();
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("ssl.ca.location", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("00:00:00.020")]
    public async Task Without_a_cluster_the_host_starts_one_and_reads_it(string linger)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Configuration["Kafka:FetchLinger"] = linger;
        var recorder = new FeedRecorder();
        builder.Services.AddSingleton<IFeedSink>(recorder);
        builder.Services.AddKafkaFeed(builder.Configuration);
        using IHost host = builder.Build();
        await host.StartAsync();
        var cluster = host.Services.GetRequiredService<KafkaCluster>();
        Assert.NotNull(cluster.Embedded);
        using (var publisher = new FeedPublisher(cluster.BootstrapServers))
        {
            await publisher.PublishAsync("md.ticks", "ES", FeedUpdates.Trade(1));
            await Eventually.IsTrueAsync("the record is applied", () => recorder.Updates.Count == 1);
        }

        Assert.True(host.Services.GetRequiredService<KafkaFeed>().Status.IsReady);
        await host.StopAsync();
    }

    private static KafkaOptions Read(params (string Setting, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting =>
                new KeyValuePair<string, string?>($"Kafka:{setting.Setting}", setting.Value)))
            .Build()
            .GetSection(KafkaOptions.Section)
            .Get<KafkaOptions>() ?? new KafkaOptions();
}

using System.Net;
using System.Text.Json.Nodes;
using MarketGateway.Hosting;
using MarketGateway.Kafka;
using MarketGateway.Shards;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;
using MarketGateway.Tests.Kafka;
using MarketGateway.Tests.Sessions;
using Microsoft.Extensions.Configuration;

namespace MarketGateway.Tests.Shards;

/// <summary>A market that is read in two parts.</summary>
public sealed class ShardTests(KafkaFixture kafka)
{
    [Fact]
    public async Task A_shard_serves_its_own_symbols_and_says_on_which_the_others_are()
    {
        await using var market = await SplitMarket.StartAsync(kafka);
        var (here, there) = (market.Here[0], market.There[0]);
        await using var client = await WireClient.ConnectAsync(market.First.StreamAddress);

        var answer = await client.RequestAsync(new JsonObject
        {
            ["op"] = "subscribe",
            ["channel"] = "book",
            ["symbols"] = new JsonArray(here, there, "nobody's", "*"),
        });

        Assert.Equal(market.Here.Order(StringComparer.Ordinal), Scene.Symbols(answer));
        var errors = answer["errors"]!.AsArray().ToDictionary(error => (string)error!["symbol"]!);
        Assert.Equal("wrong_shard", (string)errors[there]!["code"]!);
        Assert.Contains($"shard 'b' ({market.StreamAddress(1)})", (string)errors[there]!["message"]!, StringComparison.Ordinal);
        await Eventually.IsTrueAsync("its books are there", () => client.Streams.All(stream => stream.Version is not null));
    }

    [Fact]
    public async Task Any_shard_answers_by_HTTP_which_symbols_live_where()
    {
        await using var market = await SplitMarket.StartAsync(kafka);
        using var http = new HttpClient();
        // Below the path of the shard, as an ingress hands it on, and without.
        var second = new Uri(market.StreamAddress(1), "shards");
        second = new UriBuilder(second) { Scheme = "http" }.Uri;

        var map = JsonNode.Parse(await http.GetStringAsync(second, TestContext.Current.CancellationToken))!;
        var same = JsonNode.Parse(await http.GetStringAsync(new Uri(second, "/v1/shards"), TestContext.Current.CancellationToken))!;
        var listed = JsonNode.Parse(await http.GetStringAsync(new Uri(second, "instruments"), TestContext.Current.CancellationToken))!;
        using var other = await http.GetAsync(new Uri(second, $"snapshot/book/{market.Here[0]}"), TestContext.Current.CancellationToken);

        Assert.Equal("/b/v1/shards", second.AbsolutePath);
        Assert.Equal(map.ToJsonString(), same.ToJsonString());
        Assert.Equal(("murmur2", 4, "b"), ((string)map["placement"]!, (int)map["partitionCount"]!, (string)map["self"]!));
        Assert.Equal(["a", "b"], map["shards"]!.AsArray().Select(shard => (string)shard!["name"]!));
        Assert.Equal([2, 3], map["shards"]![1]!["partitions"]!.AsArray().Select(partition => (int)partition!));
        Assert.Equal(
            market.There.Order(StringComparer.Ordinal),
            listed["instruments"]!.AsArray().Select(instrument => (string)instrument!["symbol"]!));
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        var problem = JsonNode.Parse(await other.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("wrong_shard", (string)problem["code"]!);
    }

    [Fact]
    public async Task A_topic_with_another_number_of_partitions_than_the_shards_were_told_ends_the_gateway()
    {
        var topics = await kafka.CreateTopicsAsync(3);
        var options = FeedHarness.Options(kafka.BootstrapServers, topics);
        options.Share = new PartitionShare([0, 1], 4);
        await using var feed = await FeedHarness.StartAsync(options);
        await feed.WaitAsync("the feed has ended the gateway", () => feed.HasStoppedHost);

        Assert.Contains("has 3 partitions, and Shards:PartitionCount is 4", feed.Feed.Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Shards:Name is 'c'", "Shards:Name=c")]
    [InlineData("of none: 3.", "Shards:Members:b:Partitions=2")]
    [InlineData("Of several: 1;", "Shards:Members:b:Partitions=1-3")]
    [InlineData("either all have Partitions or none", "Shards:Members:b:Partitions=")]
    [InlineData("it must be like 0-3 or 0,2,5", "Shards:Members:b:Partitions=2..3")]
    [InlineData("Shards:PartitionCount is '0'", "Shards:PartitionCount=0")]
    [InlineData("Shards:Members:b:Url is 'b'", "Shards:Members:b:Url=b")]
    [InlineData("leave it out, then it is the same", "Kafka:Partitions=0-2")]
    public void What_is_wrong_with_shards_is_said_before_the_start(string told, string setting)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Shards:Name"] = "a",
            ["Shards:PartitionCount"] = "4",
            ["Shards:Members:a:Url"] = "/a/v1/stream",
            ["Shards:Members:a:Partitions"] = "0-1",
            ["Shards:Members:b:Url"] = "/b/v1/stream",
            ["Shards:Members:b:Partitions"] = "2-3",
        };
        Assert.Empty(WhatIsWrong(settings));
        var pair = setting.Split('=');
        settings[pair[0]] = pair[1];

        Assert.Contains(told, string.Join('\n', WhatIsWrong(settings)), StringComparison.Ordinal);
    }

    private static IEnumerable<string> WhatIsWrong(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return ShardOptionsCheck.WhatIsWrong(
            Settings.Read<ShardOptions>(configuration, ShardOptions.SectionName), configuration["Kafka:Partitions"]);
    }
}

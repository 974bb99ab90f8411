using System.Text.Json.Nodes;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;
using MarketGateway.Tests.Http;

namespace MarketGateway.Tests.Sessions;

/// <summary>Two gateways read one cluster; a client is at home on both.</summary>
public sealed class ReplicaTests(KafkaFixture kafka)
{
    private const int Moves = 12;

    private static readonly string[] Symbols = ["A", "B", "C", "D", "E"];

    [Fact]
    public async Task A_client_moves_between_replicas_that_are_killed_and_keeps_the_right_book_and_an_unbroken_account()
    {
        var topics = await kafka.CreateTopicsAsync(2);
        var random = new Random(7);
        var log = new PublishedLog(kafka.Publisher, topics);
        await log.BeginAsync();
        var replicas = new[]
        {
            await RunningGateway.StartAsync(kafka.BootstrapServers, topics),
            await RunningGateway.StartAsync(kafka.BootstrapServers, topics),
        };
        await Eventually.IsTrueAsync("both have read the log", () => replicas.All(replica => replica.Feed.Status.IsReady));

        WireClient? client = null;
        var starts = new List<string>();
        for (var move = 0; move < Moves; move++)
        {
            var home = random.Next(2);
            await log.PublishAsync(random.Next(1, 60));
            var next = await WireClient.ConnectAsync(replicas[home].StreamAddress, new WireClientOptions { IsJson = move % 3 == 0 });
            starts.AddRange(await ContinueAsync(next, client));
            await log.PublishAsync(random.Next(1, 60));
            client = next;
            if (move % 4 == 3)
            {
                // Killed under its client; another process reads the log from its beginning.
                await replicas[home].DisposeAsync();
                replicas[home] = await RunningGateway.StartAsync(kafka.BootstrapServers, topics);
                await Eventually.IsTrueAsync("it has read the log", () => replicas[home].Feed.Status.IsReady);
            }
        }

        await using var last = await WireClient.ConnectAsync(replicas[0].StreamAddress);
        starts.AddRange(await ContinueAsync(last, client));
        await log.PublishAsync(20);
        await Eventually.IsTrueAsync("the client is where the log ends", () => last.Look(streams =>
            streams.Values.All(stream => stream.Version == log.Last(stream.Channel, stream.Symbol))));
        Assert.Empty(last.Violations);
        Assert.All(last.Streams, stream => Assert.Null(Truth.WhatIsWrong(replicas[0].Market, stream)));
        Assert.All(last.Streams, stream => Assert.Equal(
            log.CountBetween(stream.Channel, stream.Symbol, stream.AccountBegan!.Value, stream.Version!.Value), stream.Account));
        Assert.Equal(Symbols.Length * 2, starts.Count(start => start == "snapshot"));
        Assert.Equal(Symbols.Length * 2 * Moves, starts.Count(start => start == "delta"));
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_event_stream_goes_on_at_another_replica_when_its_own_was_killed()
    {
        var topics = await kafka.CreateTopicsAsync(2);
        var log = new PublishedLog(kafka.Publisher, topics);
        await log.BeginAsync();
        await using var killed = await RunningGateway.StartAsync(kafka.BootstrapServers, topics);
        await using var other = await RunningGateway.StartAsync(kafka.BootstrapServers, topics);
        await Eventually.IsTrueAsync("both have read the log", () => killed.Feed.Status.IsReady && other.Feed.Status.IsReady);
        var query = $"symbols={string.Join(',', Symbols)}&channel=book&depth=5";
        var before = new EventFollower(await EventReader.OpenAsync(killed.Address, query));
        await before.FollowAsync(follower => Symbols.All(symbol => follower.Standing.ContainsKey(symbol)));
        await log.PublishAsync(50);
        await before.FollowAsync(follower => Symbols.All(symbol => follower.Standing[symbol] == log.Last("book", symbol)));
        await killed.DisposeAsync();
        await log.PublishAsync(100);

        var after = new EventFollower(await EventReader.OpenAsync(other.Address, query, before.Events.LastId));
        await after.FollowAsync(follower => Symbols.All(symbol => follower.Standing.GetValueOrDefault(symbol) == log.Last("book", symbol)));
        Assert.Equal(Enumerable.Repeat("delta", Symbols.Length), after.Starts);
        foreach (var symbol in Symbols)
        {
            // Every message goes on where the one before it ended; the first where the id stands, up to which all was seen.
            Assert.InRange(after.Messages[symbol][0].From!.Value, before.Standing[symbol], log.FirstAfter("book", symbol, before.Standing[symbol]) - 1);
            Assert.All(after.Messages[symbol].Zip(after.Messages[symbol].Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
            Assert.Equal(
                log.CountBetween("book", symbol, before.Standing[symbol], log.Last("book", symbol)),
                after.Messages[symbol].Sum(message => message.Merged));
        }

        await before.Events.DisposeAsync();
        await after.Events.DisposeAsync();
    }

    [Fact]
    public async Task An_id_is_as_short_with_three_hundred_streams_and_all_of_them_go_on_from_it()
    {
        var topics = await kafka.CreateTopicsAsync(2);
        var names = Enumerable.Range(0, 300).Select(number => $"S{number}").ToArray();
        foreach (var name in names)
        {
            await kafka.Publisher.PublishAsync(topics.Instruments, name, FeedUpdates.Instrument());
            await kafka.Publisher.PublishAsync(topics.Books, name, FeedUpdates.Snapshot(1, levels: 8));
        }

        await using var gateway = await RunningGateway.StartAsync(kafka.BootstrapServers, topics);
        await Eventually.IsTrueAsync("it has read the log", () => gateway.Feed.Status.IsReady);
        const string Query = "symbols=S*&channel=book&depth=5";
        var before = new EventFollower(await EventReader.OpenAsync(gateway.Address, Query));
        await before.FollowAsync(follower => follower.Standing.Count == names.Length);
        var moved = (await kafka.Publisher.PublishAsync(topics.Books, "S7", FeedUpdates.Delta(2))).Offset.Value;
        await before.FollowAsync(follower => follower.Standing["S7"] == moved);
        Assert.InRange(before.Events.LastId!.Length, 1, 200);
        Assert.DoesNotContain("S", before.Events.LastId[before.Events.LastId.IndexOf(';', StringComparison.Ordinal)..], StringComparison.Ordinal);
        await before.Events.DisposeAsync();

        var last = (await kafka.Publisher.PublishAsync(topics.Books, "S9", FeedUpdates.Delta(2))).Offset.Value;
        var after = new EventFollower(await EventReader.OpenAsync(gateway.Address, Query, before.Events.LastId));
        await after.FollowAsync(follower => follower.Standing.GetValueOrDefault("S9") == last);
        Assert.Equal(Enumerable.Repeat("delta", names.Length), after.Starts);
        Assert.Equal(["S9"], after.Standing.Keys);

        // With one symbol more the offer is another one's: what it says of a partition is not believed.
        await kafka.Publisher.PublishAsync(topics.Instruments, "S300", FeedUpdates.Instrument());
        await kafka.Publisher.PublishAsync(topics.Books, "S300", FeedUpdates.Snapshot(1, levels: 8));
        await Eventually.IsTrueAsync("it is there", () => gateway.Market.Find("S300")?.Books.VersionHint >= 0);
        var more = new EventFollower(await EventReader.OpenAsync(gateway.Address, Query, after.Events.LastId));
        await more.FollowAsync(follower => follower.Standing.ContainsKey("S300"));
        Assert.Contains("snapshot", more.Starts);
        await after.Events.DisposeAsync();
        await more.Events.DisposeAsync();
    }

    [Fact]
    public async Task An_id_claims_nothing_that_stands_in_no_flush_yet()
    {
        var topics = await kafka.CreateTopicsAsync(1);
        var names = Enumerable.Range(0, 60).Select(number => $"S{number}").ToArray();
        var versions = names.ToDictionary(name => name, _ => new List<long>());
        async Task PublishAsync(int sequence, Func<FeedUpdate> update)
        {
            foreach (var name in names)
            {
                versions[name].Add((await kafka.Publisher.PublishAsync(topics.Books, name, update())).Offset.Value);
            }
        }

        await PublishAsync(1, () => FeedUpdates.Snapshot(1, levels: 8));
        await using var gateway = await RunningGateway.StartAsync(kafka.BootstrapServers, topics, "--Sessions:FlushBytesMax", "4096");
        await Eventually.IsTrueAsync("it has read the log", () => gateway.Feed.Status.IsReady);
        var follower = new EventFollower(await EventReader.OpenAsync(gateway.Address, "symbols=S*&channel=book&depth=5&intervalMs=500"));
        await follower.FollowAsync(held => held.Standing.Count == names.Length);
        await PublishAsync(2, () => FeedUpdates.Delta(2));
        await PublishAsync(3, () => FeedUpdates.Delta(3));
        await PublishAsync(4, () => FeedUpdates.Delta(4));
        var seen = follower.Events.LastId;
        var checkedIds = 0;
        while (names.Any(name => follower.Standing[name] != versions[name][^1]))
        {
            var count = 0;
            await follower.FollowAsync(_ => count++ > 0);
            if (follower.Events.LastId is not { Length: > 0 } id || id == seen)
            {
                continue;
            }

            (seen, checkedIds) = (id, checkedIds + 1);
            var offer = MarketGateway.Http.EventPosition.Read(id)!;
            foreach (var name in names)
            {
                var claimed = offer.Streams.TryGetValue(name, out var point)
                    ? point.Version
                    : versions[name].Last(version => version <= offer.Partitions[0].Offset);
                Assert.True(claimed <= follower.Standing[name], $"{name}: {id} claims {claimed}, the client stands at {follower.Standing[name]}");
            }
        }

        Assert.True(checkedIds > 0, $"{checkedIds} ids");
        await follower.Events.DisposeAsync();
    }

    [Fact]
    public async Task A_topic_that_is_created_anew_is_another_log_for_those_who_stay_and_those_who_return()
    {
        var topics = await kafka.CreateTopicsAsync(1);
        var log = new PublishedLog(kafka.Publisher, topics);
        await log.BeginAsync();
        await log.PublishAsync(30);
        await using var gateway = await RunningGateway.StartAsync(kafka.BootstrapServers, topics);
        await Eventually.IsTrueAsync("it has read the log", () => gateway.Feed.Status.IsReady);
        await using var stays = await WireClient.ConnectAsync(gateway.StreamAddress);
        await using var leaves = await WireClient.ConnectAsync(gateway.StreamAddress);
        await ContinueAsync(stays, null);
        await ContinueAsync(leaves, null);
        await Eventually.IsTrueAsync("it holds books", () => leaves.Streams.All(stream => stream.Version is not null));
        await leaves.DisposeAsync();

        await kafka.RecreateTopicAsync(topics.Books, 1);
        await stays.HasAsync("of the new log", message => message is JsonObject && (string?)message["op"] == "epoch");
        var another = new PublishedLog(kafka.Publisher, topics);
        await another.BeginAsync();
        await Eventually.IsTrueAsync("those who stayed hold the new books", () => stays.Look(streams => streams.Values
            .Where(stream => stream.Channel == "book").All(stream => stream.Version == another.Last("book", stream.Symbol))));
        Assert.Empty(stays.Violations);

        await using var returns = await WireClient.ConnectAsync(gateway.StreamAddress);
        Assert.All(await ContinueAsync(returns, leaves), start => Assert.Equal("snapshot", start));
        await Eventually.IsTrueAsync("so do those who returned", () => returns.Look(streams => streams.Values
            .Where(stream => stream.Channel == "book").All(stream => Truth.WhatIsWrong(gateway.Market, stream) is null)));
    }

    /// <summary>Subscribes where the earlier connection stood, which is cut, and answers how each stream starts.</summary>
    private static async Task<List<string>> ContinueAsync(WireClient client, WireClient? earlier)
    {
        if (earlier is not null)
        {
            await earlier.DisposeAsync();
            client.Continue(earlier);
        }

        var starts = new List<string>();
        foreach (var (channel, depth) in new[] { ("book", 5), ("trade", 0) })
        {
            var answer = await client.RequestAsync(ResumeOffers.Subscribe(channel, Symbols, earlier, depth));
            Assert.Empty(answer["errors"]!.AsArray());
            starts.AddRange(answer["streams"]!.AsArray().Select(entry => (string)entry!["start"]!));
            starts.AddRange(answer["resumed"]!.AsArray().Select(_ => "delta"));
        }

        // Whoever leaves before the first message has nothing to resume from.
        await Eventually.IsTrueAsync("it holds something", () => client.Streams.All(stream => stream.Version is not null));
        return starts;
    }

    /// <summary>Reads an event stream, and notes where it stands in each symbol.</summary>
    private sealed class EventFollower(EventReader events)
    {
        private readonly Dictionary<int, string> _symbols = [];

        public EventReader Events => events;

        public List<string> Starts { get; } = [];

        public Dictionary<string, long> Standing { get; } = [];

        public Dictionary<string, List<(long? From, long To, long? Merged)>> Messages { get; } = [];

        public async Task FollowAsync(Func<EventFollower, bool> isEnough)
        {
            while (!isEnough(this))
            {
                var message = await events.NextAsync();
                if (message is JsonArray data)
                {
                    var symbol = _symbols[(int)data[1]!];
                    Standing[symbol] = (long)data[3]!;
                    Messages.TryAdd(symbol, []);
                    Messages[symbol].Add(((long?)data[2], (long)data[3]!, (long?)data[4]));
                }
                else if ((string?)message["op"] == "subscribed")
                {
                    foreach (var entry in message["streams"]!.AsArray())
                    {
                        _symbols[(int)entry!["stream"]!] = (string)entry["symbol"]!;
                        Starts.Add((string)entry["start"]!);
                    }
                }
            }
        }
    }

    /// <summary>A log that a test publishes, with the offsets that it got: the versions.</summary>
    private sealed class PublishedLog(FeedPublisher publisher, KafkaTopicNames topics)
    {
        private readonly Random _random = new(8);
        private readonly Dictionary<(string Channel, string Symbol), List<long>> _versions = [];
        private long _sequence = 1;

        public async Task BeginAsync()
        {
            foreach (var symbol in Symbols)
            {
                await publisher.PublishAsync(topics.Instruments, symbol, FeedUpdates.Instrument());
                await PublishAsync("book", symbol, FeedUpdates.Snapshot(_sequence, levels: 8));
                await PublishAsync("trade", symbol, FeedUpdates.Trade(_sequence));
            }
        }

        public async Task PublishAsync(int count)
        {
            for (var number = 0; number < count; number++)
            {
                var symbol = Symbols[_random.Next(Symbols.Length)];
                if (_random.Next(3) == 0)
                {
                    await PublishAsync("trade", symbol, FeedUpdates.Trade(0, size: _random.Next(1, 50)));
                    continue;
                }

                var update = FeedUpdates.Delta(0, levels: 0);
                update.AddBid(new(475000 - (25 * _random.Next(12)), _random.Next(5)));
                update.AddAsk(new(475025 + (25 * _random.Next(12)), _random.Next(5)));
                await PublishAsync("book", symbol, update);
            }
        }

        public long Last(string channel, string symbol) => _versions[(channel, symbol)][^1];

        public long FirstAfter(string channel, string symbol, long version) =>
            _versions[(channel, symbol)].First(other => other > version);

        public long CountBetween(string channel, string symbol, long from, long to) =>
            _versions[(channel, symbol)].Count(version => version > from && version <= to);

        private async Task PublishAsync(string channel, string symbol, FeedUpdate update)
        {
            update.Sequence = 0;
            update.OccurredAt = FeedUpdates.Opening + _sequence++;
            var topic = channel == "book" ? topics.Books : topics.Ticks;
            var offset = (await publisher.PublishAsync(topic, symbol, update)).Offset.Value;
            if (!_versions.TryGetValue((channel, symbol), out var versions))
            {
                _versions[(channel, symbol)] = versions = [];
            }

            versions.Add(offset);
        }
    }
}

using CsCheck;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Tests.Conflation.Model;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>
/// The promise that matters most: whatever the feed does and whenever a client reads, on whichever replica, its state is
/// the market's, and every update between is accounted for.
/// </summary>
public sealed class MarketPropertyTests
{
    private const int Iterations = 600;

    /// <summary>What clients follow, of each at least two: the random steps favour the first ones.</summary>
    private static readonly StreamKey[] Keys =
    [
        new(Channel.Book, 3),
        new(Channel.Trade, 0),
        new(Channel.Book, 3),
        new(Channel.Quote, 0),
        new(Channel.Book, 0),
        new(Channel.Trade, 0),
        new(Channel.Book, 1),
        new(Channel.Book, 2) { GroupStep = 5 },
        new(Channel.Quote, 0) { Fields = QuoteFields.BidPrice | QuoteFields.Volume },
        new(Channel.Book, 10),
        new(Channel.Trade, 0) { MinTradeSize = 6 },
        new(Channel.Book, 0) { GroupStep = 3 },
        new(Channel.Book, 0),
    ];

    private static readonly Gen<(int Act, int Seed)[]> Steps =
        Gen.Select(Gen.Int[0, 99], Gen.Int[0, 1 << 20]).Array[1, 250];

    [Fact]
    public void A_client_that_reads_now_and_then_holds_the_market_with_small_rings() =>
        Steps.Sample(steps => Run(steps, TestFeed.SmallOptions), iter: Iterations);

    [Fact]
    public void A_client_that_reads_now_and_then_holds_the_market_with_large_rings() =>
        Steps.Sample(steps => Run(steps, new MarketOptions()), iter: Iterations);

    [Fact]
    public void The_random_feed_makes_every_kind_of_message()
    {
        var applied = new int[9];
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var steps = Enumerable.Range(0, 250).Select(_ => (random.Next(100), random.Next()));
            foreach (var client in Run([.. steps], TestFeed.SmallOptions))
            {
                applied = [.. applied.Zip(client.Model.Applied, (sum, count) => sum + count)];
            }
        }

        // Books with orders are the simulation's.
        Assert.All(
            Enum.GetValues<DataKind>().Where(static kind => kind is > DataKind.Stamp and < DataKind.CountedBookSnapshot),
            kind => Assert.True(applied[(int)kind] > 20, $"{kind}: {applied[(int)kind]}"));
    }

    private static List<ClientOfReplica> Run((int Act, int Seed)[] steps, MarketOptions options)
    {
        var log = new MarketLog(new Random(steps[0].Seed));
        Replica[] replicas = [new(log, options), new(log, options)];
        var clients = Clients(replicas, options);
        foreach (var step in steps)
        {
            Step(log, replicas, clients, step);
        }

        foreach (var replica in replicas)
        {
            replica.ReadOn(int.MaxValue);
        }

        clients.ForEach(client => client.Read());
        clients.ForEach(client => client.Release());
        return clients;
    }

    private static List<ClientOfReplica> Clients(Replica[] replicas, MarketOptions options)
    {
        var clients = new List<ClientOfReplica>();
        foreach (var format in Enum.GetValues<WireFormat>())
        {
            clients.AddRange(Keys.Select((key, index) =>
                new ClientOfReplica(replicas[index % 2], key, history: index % 4, format, options.TradeRingLengthMax)));
        }

        return clients;
    }

    private static void Step(
        MarketLog log, Replica[] replicas, List<ClientOfReplica> clients, (int Act, int Seed) step)
    {
        var (act, seed) = step;
        // Squared, so that some clients read often and some so rarely that they fall out of every ring.
        var client = clients[(int)((long)(seed % 1000) * (seed % 1000) * clients.Count / 1_000_000)];
        var replica = replicas[seed % 2];
        switch (act)
        {
            case < 40:
                client.Read();
                break;
            case < 43:
                client.Reconnect(replica);
                break;
            case < 45:
                client.RequestSnapshot();
                break;
            case < 60:
                replica.ReadOn(1 + (seed % 12));
                break;
            case < 62:
                replica.ReadAgain(seed % 5);
                break;
            default:
                Write(log, act - 62, seed);
                replicas[0].ReadOn(seed % 3);
                break;
        }
    }

    private static void Write(MarketLog log, int act, int seed)
    {
        switch (act)
        {
            case 0: log.AddRestartSnapshot(); break;
            case 1 or 2: log.AddSnapshot(); break;
            case 3: log.RepeatSnapshot(); break;
            case 4: log.AddDeltaAfterGap(); break;
            case 5: log.AddDuplicateDelta(); break;
            case 6 or 7: log.AddAndRemove(); break;
            case < 18: log.AddDelta(); break;
            case < 24: log.AddQuote(isWhole: seed % 3 == 0); break;
            case < 31: log.AddTrade(); break;
            case < 34: log.AddAmendment(seed % 2 == 0 ? TradeKind.Cancel : TradeKind.Correction); break;
            case 34: log.AddTrade(isGap: true); break;
            case 35: log.AddDuplicateTrade(); break;
            case 36: log.AddBadRecord(seed % 2 == 0 ? FeedTopic.Books : FeedTopic.Ticks); break;
            default:
                if (seed % 4 == 0)
                {
                    log.BeginEpoch();
                }

                break;
        }
    }
}

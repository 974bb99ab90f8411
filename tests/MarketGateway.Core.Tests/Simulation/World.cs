using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Core.Tests.Simulation;

/// <summary>
/// Two replicas, a dirty log, clients and their lines, and a clock: all that happens, happens in an order that a seed
/// decides. Whatever a client can know is proved at every step.
/// </summary>
internal sealed class World : IDisposable
{
    private const int ClientCount = 5;
    private const int StepCount = 160;

    /// <summary>More than rings and journals hold of one symbol.</summary>
    private const int BurstLength = 24;

    private readonly Random _random;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));
    private readonly FeedLog _log;
    private readonly SimReplica[] _replicas;
    private readonly List<SimClient> _clients = [];

    public World(int seed)
    {
        _random = new Random(seed);

        // Of its own, so that what happens does not depend on who asks for stamps.
        var stamps = new Random(seed);
        _log = new FeedLog(_random);
        _log.Begin();

        // In most worlds clients have much in common, and so are in step.
        var lanes = seed % 4 == 0 ? 2 : 1;
        WireFormat? format = seed % 3 == 0 ? null : (WireFormat)(seed % 2);
        _replicas = [new SimReplica(_log, _time, lanes), new SimReplica(_log, _time, lanes)];
        foreach (var replica in _replicas)
        {
            replica.Read(int.MaxValue);
        }

        for (var number = 0; number < ClientCount; number++)
        {
            _clients.Add(new SimClient(_random, stamps, number == 0 ? "A" : "all", format));
            _clients[^1].Connect(_replicas[number % 2]);
        }
    }

    public void Run()
    {
        for (var step = 0; step < StepCount; step++)
        {
            Step();
            Prove();
        }

        Converge();
    }

    public void Dispose()
    {
        foreach (var replica in _replicas)
        {
            replica.Dispose();
        }
    }

    private void Step()
    {
        var client = _clients[_random.Next(ClientCount)];
        var replica = _replicas[_random.Next(2)];
        switch (_random.Next(20))
        {
            case < 6:
                for (var count = _random.Next(8) == 0 ? BurstLength : 1; count > 0; count--)
                {
                    _log.Add();
                }

                replica.Read(_random.Next(1, BurstLength));
                break;
            case < 8:
                Array.ForEach(_replicas, each => each.Read(_random.Next(1, 8)));
                break;
            case < 12:
                Turn(replica);
                break;
            case < 14:
                _time.Advance(TimeSpan.FromMilliseconds(_random.Next(1, 60)));
                Array.ForEach(_replicas, Turn);
                break;
            case < 16:
                client.Read(_random.Next(1, 4));
                client.Acknowledge();
                break;
            case < 19:
                if (client.MayAsk)
                {
                    client.Ask();
                }

                break;
            default:
                Trouble(client, replica);
                break;
        }
    }

    private void Trouble(SimClient client, SimReplica replica)
    {
        switch (_random.Next(6))
        {
            case 0:
                client.Transport.Slowness = _random.Next(10);
                break;
            case 1:
                client.Transport.Slowness = 0;
                client.Transport.Complete();
                break;
            case 2:
                client.Transport.IsBroken = true;
                client.Transport.Complete();
                client.Session.End(SessionEndReason.PeerLost, "");
                break;
            case 3:
                client.Session.End(SessionEndReason.ClientClosed, "");
                break;
            default:
                client.Transport.Complete();
                break;
        }

        Reconnect(client, replica);
    }

    private static void Turn(SimReplica replica)
    {
        foreach (var lane in replica.Hub.Lanes)
        {
            lane.Turn();
        }
    }

    private static void Reconnect(SimClient client, SimReplica replica)
    {
        if (client.Session.IsEnded)
        {
            client.Replica.ComeToRest();
            client.Read(int.MaxValue);
            client.Connect(replica);
        }
    }

    /// <summary>Proves what holds at any moment.</summary>
    private void Prove()
    {
        foreach (var replica in _replicas)
        {
            var account = replica.Market.Delivery;
            Assert.Equal(
                account.Offered, account.Delivered + account.Merged + account.Abandoned + replica.Market.CountWaiting());
        }

        foreach (var client in _clients)
        {
            if (client.Session.IsEnded)
            {
                Assert.True(client.Session.Fault is null, client.Session.Fault?.ToString());
                Reconnect(client, _replicas[_random.Next(2)]);
            }

            Assert.InRange(client.Session.Held.Queue?.Count ?? 0, 0, client.Session.SubscriptionCount + SessionRequests.PartLength);
        }
    }

    /// <summary>Lets the feed rest: everybody gets everything within his interval, whatever happened before.</summary>
    private void Converge()
    {
        Array.ForEach(_replicas, replica => replica.Read(int.MaxValue));
        _clients.ForEach(client => client.Transport.Slowness = 0);
        for (var passed = 0; passed < 3_500; passed += 50)
        {
            foreach (var client in _clients)
            {
                Reconnect(client, client.Replica);
                client.Transport.Complete();
                client.Replica.ComeToRest();
                client.Read(int.MaxValue);
                client.Acknowledge();
            }

            _time.Advance(TimeSpan.FromMilliseconds(50));
            Array.ForEach(_replicas, replica => replica.ComeToRest());
        }

        foreach (var client in _clients)
        {
            client.Read(int.MaxValue);
            Assert.True(client.IsUpToDate, "all has arrived");
            Assert.True(client.MayAsk, "each request is handled");
            client.AssertIsWhereItIsBelievedToBe(client.Session.Held);
            client.AssertHoldsTheMarket(client.Session.Held);
        }

        Prove();
    }
}

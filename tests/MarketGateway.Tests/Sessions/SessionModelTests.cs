using CsCheck;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Sessions;

/// <summary>
/// Whatever clients ask, however slowly they read and whenever they break off: once it is quiet, each holds the gateway's
/// state as seen through its filters, and its accounts add up.
/// </summary>
public sealed class SessionModelTests
{
    private const int ClientCount = 3;

    /// <summary>
    /// Few enough for every run of the suite; CsCheck_Iter asks for more, and CsCheck_Seed for a certain one again.
    /// </summary>
    private static readonly int Samples =
        Environment.GetEnvironmentVariable("CsCheck_Iter") is { Length: > 0 } asked
            ? int.Parse(asked, System.Globalization.CultureInfo.InvariantCulture)
            : 30;

    private static readonly Gen<ModelStep> Step = Gen.Select(
        Gen.Frequency(
            (8, Gen.Const(ModelAct.Feed)),
            (4, Gen.Const(ModelAct.Subscribe)),
            (4, Gen.Const(ModelAct.Update)),
            (2, Gen.Const(ModelAct.Pause)),
            (2, Gen.Const(ModelAct.Resume)),
            (2, Gen.Const(ModelAct.Resync)),
            (1, Gen.Const(ModelAct.Unsubscribe)),
            (1, Gen.Const(ModelAct.Snapshot)),
            (2, Gen.Const(ModelAct.Reconnect)),
            (1, Gen.Const(ModelAct.NewSymbol))),
        Gen.Int[0, ClientCount - 1],
        Gen.Int[0, int.MaxValue - 1],
        (act, client, seed) => new ModelStep(act, client, seed));

    /// <remarks>Runs CsCheck's 100 samples; the environment's <c>CsCheck_Iter</c> asks for more, <c>CsCheck_Seed</c> for one again.</remarks>
    [Fact]
    public async Task Every_client_ends_with_the_gateways_state_through_its_filters() =>
        await Step.Array[20, 60].SampleAsync(RunAsync, iter: Samples, threads: 1);

    private static async Task RunAsync(ModelStep[] steps)
    {
        await using var scene = await Scene.StartAsync(
            "--Market:JournalLengthMax", "128", "--Market:TradeRingLengthMax", "64",
            "--Sessions:ResyncInterval", "00:00:00", "--Sessions:RequestsPerSecondMax", "10000");
        var market = new ModelMarket(scene.Feed);
        var clients = new ModelClient[ClientCount];
        for (var number = 0; number < ClientCount; number++)
        {
            clients[number] = new ModelClient(scene, (ModelSpeed)number);
            await clients[number].ConnectAsync();
        }

        foreach (var step in steps)
        {
            var random = new Random(step.Seed);
            if (step.Act is ModelAct.Feed or ModelAct.NewSymbol)
            {
                market.Do(step.Act, random);
            }
            else
            {
                await clients[step.Client].DoAsync(step.Act, random);
            }
        }

        foreach (var client in clients)
        {
            await client.Wire.RequestAsync(new { op = "resume" });
            await scene.HoldsTheTruthAsync(client.Wire);
            scene.AccountsAddUp(client.Wire);
            await client.Wire.DisposeAsync();
        }

        await scene.IsEmptyAsync();
        var delivery = scene.Gateway.Market.Delivery;

        // What a beat sent is counted when it ends: a session that breaks in it is gone before that.
        await Eventually.IsTrueAsync(
            "the account adds up",
            () => delivery.Offered == delivery.Delivered + delivery.Merged + delivery.Abandoned);
        Assert.Equal(0, scene.Gateway.Market.CountWaiting());
    }
}

using MarketGateway.Admin;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Admin;

/// <summary>What a look at very many sessions costs, and whom.</summary>
public sealed class SessionListingTests
{
    private const int SessionCount = 10_001;

    [Fact]
    public async Task A_listing_of_very_many_sessions_keeps_only_what_it_shows_and_waits_for_no_lane()
    {
        await using var gateway = await MarketHarness.StartAsync(
            "--Sessions:SessionsMax", "12000", "--Sessions:Lanes", "1", "--Drain:Window", "00:00:00");
        using var listing = new SessionListing(gateway.Hub);
        var held = new Transport(isHeld: true);
        var admission = SessionAdmission.Of(SessionRights.Anonymous);
        gateway.Hub.Open(held, WireFormat.Json, admission);
        await held.Begun.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
        for (var number = 1; number < SessionCount; number++)
        {
            gateway.Hub.Open(new Transport(isHeld: false), WireFormat.Json, admission);
        }

        // The only lane is in the midst of a flush: whoever asked it for anything would wait for ever.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = listing.FindAsync("age", "", "", limit: 50, TestContext.Current.CancellationToken);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(found.IsCompletedSuccessfully, "nobody is waited for");
        var (matched, rows) = await found;
        held.Release();

        Assert.Equal((SessionCount, 50), (matched, rows.Count));
        Assert.Equal(
            rows.OrderBy(row => row.Since).ThenBy(row => Convert.ToInt64(row.Id, 16)).Select(row => row.Id),
            rows.Select(row => row.Id));
        Assert.Equal("1", rows[0].Id);
        Assert.InRange(allocated, 1, 64 * 1024);
    }

    /// <summary>Takes all; one that is held holds up its lane at its first flush, until it is released.</summary>
    private sealed class Transport(bool isHeld) : ISessionTransport
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _released = new();

        public Task Begun => _begun.Task;

        public ValueTask SendAsync(FlushBuffer flush)
        {
            _begun.TrySetResult();
            if (isHeld)
            {
                _released.Wait(Patience);
            }

            return ValueTask.CompletedTask;
        }

        public void Release() => _released.Set();

        public void Close(SessionEndReason reason, string message) => _released.Set();
    }
}

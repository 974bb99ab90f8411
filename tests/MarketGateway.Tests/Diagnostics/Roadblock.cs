using MarketGateway.Core.Conflation;

namespace MarketGateway.Tests.Diagnostics;

/// <summary>
/// Stops the feed's thread at the record by which a symbol appears, until the test lets it go on: a consumer that is
/// paused at an offset which the test knows.
/// </summary>
internal sealed class Roadblock : IDisposable
{
    private readonly ManualResetEventSlim _isOpen = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Roadblock(Market market, string symbol) => market.CatalogChanged += appeared =>
    {
        if (appeared.Symbol == symbol)
        {
            _reached.TrySetResult();
            _isOpen.Wait();
        }
    };

    /// <summary>Gets a task that ends when the feed has come to the symbol.</summary>
    public Task Reached => _reached.Task;

    public void Open() => _isOpen.Set();

    /// <summary>Opens it for good; the event stays, for the feed's thread may be about to wait for it.</summary>
    public void Dispose() => Open();
}

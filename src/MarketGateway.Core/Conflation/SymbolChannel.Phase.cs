using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <content>The market's phase, which clients are told with the status.</content>
public abstract partial class SymbolChannel
{
    private SymbolPhase? _phase;

    /// <summary>Sets the phase of the market that is told beside the status; null: not known.</summary>
    internal void SetPhase(SymbolPhase? phase)
    {
        lock (Gate)
        {
            _phase = phase;
            PublishStatusNeedsGate();
        }

        NotifyAll();
    }
}

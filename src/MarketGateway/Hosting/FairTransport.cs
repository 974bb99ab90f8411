using System.IO.Pipelines;

namespace MarketGateway.Hosting;

/// <summary>A connection's pipes, of which the reading one is fair.</summary>
internal sealed class FairTransport(IDuplexPipe inner) : IDuplexPipe
{
    /// <summary>Gets the reading one.</summary>
    public FairReader Reader { get; } = new(inner.Input, TimeProvider.System);

    public PipeReader Input => Reader;

    public PipeWriter Output => inner.Output;
}

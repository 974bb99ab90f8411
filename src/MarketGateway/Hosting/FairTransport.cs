using System.IO.Pipelines;

namespace MarketGateway.Hosting;

/// <summary>A connection's pipes, of which the reading one is fair.</summary>
internal sealed class FairTransport(IDuplexPipe inner) : IDuplexPipe
{
    public PipeReader Input { get; } = new FairReader(inner.Input, TimeProvider.System);

    public PipeWriter Output => inner.Output;
}

namespace MarketGateway.Client;

/// <summary>One price of one side of a book and the total size there, as integers in the stream's scales.</summary>
/// <remarks>In a grouped book a size of 2^53 - 1 says "at least so much": the sum is beyond what the wire can say.</remarks>
public readonly record struct BookLevel(long Price, long Size)
{
    /// <summary>
    /// Gets how many orders stand there; 0: not known, or the subscription did not ask for
    /// <see cref="SubscriptionOptions.Orders"/>.
    /// </summary>
    public long Orders { get; init; }
}

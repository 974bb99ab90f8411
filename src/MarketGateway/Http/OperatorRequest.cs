namespace MarketGateway.Http;

/// <summary>
/// Among the features of a request that came in at the operators' port: it may be told what clients are not.
/// </summary>
internal sealed class OperatorRequest
{
    private OperatorRequest()
    {
    }

    /// <summary>Gets the only one: it says nothing but that it is there.</summary>
    public static OperatorRequest Instance { get; } = new();

    public static bool Is(HttpContext context) => context.Features.Get<OperatorRequest>() is not null;
}
